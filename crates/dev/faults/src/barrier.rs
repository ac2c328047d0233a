//! Holds a program in the middle of what it does, so that it is known where it was struck.

use diesel::connection::SimpleConnection as _;
use store_pg::PgConnection;

use crate::database::{Database, Postgres};
use crate::program::Process;
use crate::terminal::Outcome;
use crate::waiting::until;

/// Any number will do that the project itself does not take.
const KEY: u32 = 77_001;

/// A place in an import: the statement that is held, at which row.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The trigger, from `BEFORE` on, without what it executes.
    pub(crate) when: String,
    /// How the statement begins that has to be found there.
    pub(crate) statement: &'static str,
}

/// A gate that is shut until it is opened.
pub(crate) struct Barrier {
    connection: PgConnection,
    statement: &'static str,
}

impl Barrier {
    /// Puts the gate, shut, at a place in the import: who comes there waits.
    pub(crate) fn at(database: &Database, place: &Place) -> Outcome<Self> {
        let is_deferred = place.when.contains("DEFERRABLE");
        let kind = if is_deferred { "CONSTRAINT TRIGGER" } else { "TRIGGER" };
        database.run(&format!(
            "CREATE SCHEMA faults;
             CREATE FUNCTION faults.hold() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
                 PERFORM pg_advisory_xact_lock({KEY});
                 RETURN NEW;
             END $$;
             CREATE {kind} hold {} EXECUTE FUNCTION faults.hold()",
            place.when
        ))?;
        Self::shut(database, place.statement)
    }

    /// Whoever takes this lock waits; there has to be something already that takes it.
    pub(crate) fn shut(database: &Database, statement: &'static str) -> Outcome<Self> {
        let mut connection = store_pg::connect(&database.url(), "faults")?;
        connection.batch_execute(&format!("SELECT pg_advisory_lock({KEY})"))?;
        Ok(Self { connection, statement })
    }

    /// Waits until somebody waits there, and says which process of the database that is.
    pub(crate) fn wait(
        &self,
        postgres: &Postgres,
        database: &Database,
        by: &mut Process,
    ) -> Outcome<String> {
        let waiting = format!(
            "SELECT a.pid, ltrim(a.query, E' \\n')
               FROM pg_locks l JOIN pg_stat_activity a USING (pid)
              WHERE l.locktype = 'advisory' AND NOT l.granted AND l.objid = {KEY}
                AND a.datname = '{}'",
            database.name()
        );
        let found = until("somebody held", || {
            if by.has_ended()? {
                return Err(format!("ended before it was held: {}", by.said()?).into());
            }
            Ok(postgres.rows(&waiting)?.pop())
        })?;
        let (pid, query) = found.split_once('|').unwrap_or_default();
        if !query.to_uppercase().starts_with(self.statement) {
            return Err(format!("held in {query:?}, not in {}", self.statement).into());
        }
        Ok(pid.to_owned())
    }

    /// Lets everybody by.
    pub(crate) fn open(mut self) -> Outcome<()> {
        Ok(self.connection.batch_execute(&format!("SELECT pg_advisory_unlock({KEY})"))?)
    }
}

/// A lock on a whole table, until it is released.
pub(crate) struct TableLock(PgConnection);

impl TableLock {
    /// Nobody else reads or writes it.
    pub(crate) fn take(database: &Database, table: &str) -> Outcome<Self> {
        let mut connection = store_pg::connect(&database.url(), "faults")?;
        connection.batch_execute(&format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))?;
        Ok(Self(connection))
    }

    /// How many wait for it.
    pub(crate) fn waiting(database: &Database) -> Outcome<usize> {
        let waiting = format!(
            "SELECT pid FROM pg_stat_activity
              WHERE datname = '{}' AND wait_event_type = 'Lock'",
            database.name()
        );
        Ok(database.rows(&waiting)?.len())
    }

    pub(crate) fn release(mut self) -> Outcome<()> {
        Ok(self.0.batch_execute("COMMIT")?)
    }
}
