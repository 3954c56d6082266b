import { DBT_CONTAINER } from "../job/containers";

/** The containers of a job, in what a look at it answered. */
function containersOf(look: string): string {
  return `activity('${look}').output.properties.template.containers`;
}

/** Whether a job has so many containers, dbt's first, as its template is made from. */
export function hasContainers(look: string, count: number): string {
  const containers = containersOf(look);
  return `and(equals(length(${containers}), ${count}), equals(first(${containers}).name, '${DBT_CONTAINER}'))`;
}

/**
 * The template of one execution, as text: the containers of a job as a look at it shows them, with further variables for
 * the first, dbt's. It takes the place of all of the job's own containers, and secrets stay what they are there, names.
 * Volumes and where they are mounted have no place in it: they stay the job's [assumed A21].
 *
 * @param variables expressions of texts that stand in JSON as they are, by name.
 * @param count how many containers there are.
 */
export function startTemplate(look: string, count: number, variables: Readonly<Record<string, string>>): string {
  const added = Object.entries(variables).map(([name, text]) => `',{"name":"${name}","value":"', ${text}, '"}'`);
  const containers = [...Array(count).keys()].map((index) => {
    const one = `${containersOf(look)}[${index}]`;
    const env = `string(${one}.env)`;
    return [
      `'{"name":"', ${one}.name, '","image":"', ${one}.image, '","command":', string(${one}.command), ',"env":'`,
      index === 0 ? `substring(${env}, 0, sub(length(${env}), 1)), ${added.join(", ")}, ']'` : env,
      `',"resources":{"cpu":', string(${one}.resources.cpu), ',"memory":"', ${one}.resources.memory, '"}}'`,
    ].join(", ");
  });
  return `concat('{"containers":[', ${containers.join(", ',', ")}, ']}')`;
}
