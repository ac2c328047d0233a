//! A program killed in the middle of a migration.

use diesel::connection::SimpleConnection as _;

use crate::database::Database;
use crate::kit::Kit;
use crate::program::{Api, Process, program};
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::waiting::until;

/// Another number than that of the barrier in imports.
const KEY: u32 = 77_002;

/// Everything that makes a table what it is, a line each.
const SHAPE: &str = "
    SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                  a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('%s: %s', conrelid::regclass, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT format('%s %s', tgname, pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT format('migration %s', version) FROM __diesel_schema_migrations
    ORDER BY 1";

/// What there is of the tables, by name.
const TABLES: &str = "
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')
       AND relname NOT LIKE '\\_\\_diesel%' ORDER BY 1";

/// The tables that migrations make, one after another.
const MADE: [&[&str]; 3] = [
    &[
        "book_identity",
        "import_ids",
        "import_observations",
        "imports",
        "sip_amounts",
        "sip_records",
        "sip_sightings",
    ],
    &["api_keys"],
    &["audit_log"],
];

/// A step of a migration, and how many of those that make tables come before it.
const STEPS: [(&str, usize); 12] = [
    ("public.book_identity", 0),
    ("public.import_ids", 0),
    ("public.imports", 0),
    ("public.sip_records", 0),
    ("public.sip_sightings", 0),
    ("public.import_observations", 0),
    ("public.api_keys", 1),
    ("public.audit_log", 2),
    ("public.audit_log_at", 2),
    ("public.book_state", 3),
    ("sip_records_take_sightings_along on public.sip_records", 3),
    ("sip_records_take_replaced_along on public.sip_records", 3),
];

pub(crate) fn killed(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let whole = kit.database()?.rows(SHAPE)?;
    for (nth, (step, before)) in STEPS.iter().enumerate() {
        let database = kit.empty_database()?;
        let takes_postgres_along = nth % 3 == 2;
        struck(kit, &database, step, takes_postgres_along)?;
        let mut left: Vec<String> =
            MADE[..*before].concat().into_iter().map(str::to_owned).collect();
        left.sort();
        tally.same(&format!("{step}: tables left"), &database.rows(TABLES)?, &left);
        // The next program finishes it: the importer, or a server.
        if nth % 2 == 0 {
            let mut importer = migrating(kit, &database)?;
            tally.same("the next importer's exit code", &importer.ended()?.code(), &Some(0));
        } else {
            let api = Api::listen(kit.directory(), &database.url(), &[])?;
            api.wait_for_status("/health/ready", 200)?;
        }
        tally.must(database.rows(SHAPE)? == whole, || format!("{step}: other tables in the end"));
        tally.tried();
    }
    tally.note(
        "held after a statement; nothing of that migration is left, and the next program ends it",
    );
    Ok(tally)
}

fn migrating(kit: &Kit, database: &Database) -> Outcome<Process> {
    let mut command = program("importer")?;
    Process::start(command.env("DATABASE_URL", database.url()).arg("migrate"), kit.directory())
}

/// Kills whoever migrates, when this has just been made.
fn struck(kit: &Kit, database: &Database, step: &str, with_postgres: bool) -> Outcome<()> {
    database.run(&format!(
        "CREATE SCHEMA faults;
         CREATE FUNCTION faults.hold() RETURNS event_trigger LANGUAGE plpgsql AS $$
         BEGIN
             IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands()
                         WHERE object_identity = '{step}') THEN
                 PERFORM pg_advisory_xact_lock({KEY});
             END IF;
         END $$;
         CREATE EVENT TRIGGER hold ON ddl_command_end EXECUTE FUNCTION faults.hold()"
    ))?;
    let mut gate = store_pg::connect(&database.url(), "faults")?;
    gate.batch_execute(&format!("SELECT pg_advisory_lock({KEY})"))?;
    let mut importer = migrating(kit, database)?;
    let held = format!(
        "SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
          WHERE l.locktype = 'advisory' AND NOT l.granted AND l.objid = {KEY}
            AND a.datname = '{}'",
        database.name()
    );
    until("a migration held", || {
        if importer.has_ended()? {
            return Err(format!("{step}: ended before it was held: {}", importer.said()?).into());
        }
        Ok(kit.postgres.rows(&held)?.pop())
    })?;
    importer.kill()?;
    if with_postgres {
        kit.postgres.kill()?;
        kit.postgres.start_again()?;
    } else {
        gate.batch_execute(&format!("SELECT pg_advisory_unlock({KEY})"))?;
    }
    drop(gate);
    database.wait_for_end_of("importer")?;
    database.run("DROP EVENT TRIGGER hold; DROP SCHEMA faults CASCADE")
}
