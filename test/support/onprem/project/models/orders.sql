select id, customer, amount, amount >= 100 as is_large
from {{ ref('raw_orders') }}
where pg_sleep({{ env_var('SLEEP_SECONDS', '0') }}) is not null
{% set read = env_var('READ_VARIABLE', '') %}{% if read %}-- {{ env_var(read) }}
{% endif %}