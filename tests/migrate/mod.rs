//! `tierload migrate`.
//!
//! - `released`: databases of earlier versions, with their rows
//! - `applied`: migrations that are repeated, meet, fail, or come from a newer program; who may migrate

mod applied;
mod released;

use crate::support::Case;

/// Every object of the schema as it is made.
fn schema(case: &Case) -> Vec<String> {
    case.db.rows(
        "select 'column', c.relname, a.attnum::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text,
             pg_get_expr(d.adbin, d.adrelid)
         from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
         where c.relnamespace = 'tierload'::regnamespace and a.attnum > 0 and not a.attisdropped
         union all
         select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', ''
         from pg_constraint where connamespace = 'tierload'::regnamespace and conrelid <> 0
         union all
         select 'index', tablename, indexname, indexdef, '', '', '' from pg_indexes where schemaname = 'tierload'
         union all
         select 'policy', tablename, policyname, qual, with_check, cmd, '' from pg_policies where schemaname = 'tierload'
         union all
         select 'table', relname, relkind::text, relrowsecurity::text, relforcerowsecurity::text, relacl::text, relowner::regrole::text
         from pg_class where relnamespace = 'tierload'::regnamespace
         union all
         select 'function', proname, prosrc, proconfig::text, prosecdef::text, '', '' from pg_proc where pronamespace = 'tierload'::regnamespace
         union all
         select 'migration', version::text, name, checksum, '', '', '' from tierload.schema_migration
         order by 1, 2, 3, 4",
    )
}
