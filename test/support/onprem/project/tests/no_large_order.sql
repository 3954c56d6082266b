select * from {{ ref('orders') }} where is_large and {{ env_var('FORBID_LARGE', 'false') }}
