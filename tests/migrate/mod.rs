//! `tierload migrate`.
//!
//! - `released`: databases of earlier versions, with their rows
//! - `converted`: what a database of before homes says, it says afterwards
//! - `behind`: shares that are not converted yet, or cannot be; several that convert at once; the private server
//! - `applied`: migrations that are repeated, meet, fail, or come from a newer program; who may migrate

mod applied;
mod behind;
mod converted;
mod released;

use crate::support::Case;

/// Every object of the schema and of the homes as it is made.
fn schema(case: &Case) -> Vec<String> {
    case.db.rows(
        "with ours as (select oid, nspname from pg_namespace where nspname ~ '^tierload')
         select 'schema', nspname, '', '', '', '', '' from ours
         union all
         select 'column', c.oid::regclass::text, a.attnum::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text,
             pg_get_expr(d.adbin, d.adrelid)
         from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
         where c.relnamespace in (select oid from ours) and a.attnum > 0 and not a.attisdropped
         union all
         select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', ''
         from pg_constraint where connamespace in (select oid from ours) and conrelid <> 0
         union all
         select 'index', schemaname || '.' || tablename, indexname, indexdef, '', '', '' from pg_indexes
         where schemaname in (select nspname from ours)
         union all
         select 'policy', schemaname || '.' || tablename, policyname, qual, with_check, cmd, '' from pg_policies
         where schemaname in (select nspname from ours)
         union all
         select 'table', oid::regclass::text, relkind::text, relrowsecurity::text, relforcerowsecurity::text, relacl::text,
             relowner::regrole::text
         from pg_class where relnamespace in (select oid from ours)
         union all
         select 'function', proname, prosrc, proconfig::text, prosecdef::text, '', '' from pg_proc
         where pronamespace in (select oid from ours)
         union all
         select 'migration', version::text, name, checksum, '', '', '' from tierload.schema_migration
         order by 1, 2, 3, 4",
    )
}
