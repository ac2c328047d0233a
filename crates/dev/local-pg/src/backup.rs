//! Copies of a whole database as one file: made and put back by PostgreSQL's own programs, whatever
//! server the database is on.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::error::last_lines;
use crate::{Error, Programs, Result, without_password};

/// Takes away all that migrations made: those of today may have made more than an older copy knows
/// of. A database without their table is somebody else's, and stays as it is.
const TAKE_AWAY: &str = "
    DO $$
    DECLARE
        thing text;
        things text[] := ARRAY(
            SELECT format('%s IF EXISTS %s', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE'
                                                  ELSE 'TABLE' END, c.oid::regclass)
              FROM pg_class c
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v')
               AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
            UNION ALL
            SELECT format('FUNCTION IF EXISTS %s', p.oid::regprocedure)
              FROM pg_proc p
             WHERE pronamespace = 'public'::regnamespace
               AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e'));
    BEGIN
        IF to_regclass('public.__diesel_schema_migrations') IS NOT NULL THEN
            FOREACH thing IN ARRAY things LOOP
                EXECUTE format('DROP %s CASCADE', thing);
            END LOOP;
        END IF;
    END
    $$";

/// Lines of a program's complaint that are passed on.
const COMPLAINT_LINES: usize = 10;

impl Programs {
    /// Writes a database, as one moment saw it, to a file that must not be there yet. A copy that
    /// breaks off leaves no file.
    ///
    /// # Errors
    /// [`Error::NoClient`] without `pg_dump`, [`Error::Exists`], [`Error::Program`] with what it said.
    ///
    /// ```no_run
    /// let programs = local_pg::Programs::find(&mut |_| {})?;
    /// programs.dump("postgres://app@db.example.org/opportunities", "book.dump".as_ref())?;
    /// # Ok::<(), local_pg::Error>(())
    /// ```
    pub fn dump(&self, url: &str, file: &Path) -> Result<()> {
        if file.exists() {
            return Err(Error::Exists(file.to_owned()));
        }
        let draft = draft_of(file);
        // A copy has every client of the book in it, so that only its owner may read it.
        let new =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft);
        new.map_err(Error::io("write", &draft))?;
        let mut dump = self.command("pg_dump", url)?;
        dump.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(&draft);
        let dumped = succeed("pg_dump", &mut dump);
        if dumped.is_err() {
            let _ = fs::remove_file(&draft); // pg_dump may have failed before it wrote anything
        }
        dumped?;
        fs::rename(&draft, file).map_err(Error::io("write", file))
    }

    /// Puts such a copy into a database that holds no rows: all of it, or nothing. Empty tables give
    /// way to it in any case; where it cannot be put back, the next program that migrates makes them.
    ///
    /// # Errors
    /// [`Error::NotEmpty`] where one of its tables holds a row; else as [`Programs::dump`].
    pub fn restore(&self, url: &str, file: &Path) -> Result<()> {
        fs::metadata(file).map_err(Error::io("read", file))?;
        if let Some(table) = self.table_with_rows(url)? {
            return Err(Error::NotEmpty(table));
        }
        self.ask(url, TAKE_AWAY)?;
        let mut restore = self.command("pg_restore", url)?;
        restore.args(["--single-transaction", "--exit-on-error", "--clean", "--if-exists"]);
        restore.args(["--no-owner", "--no-privileges"]).arg(file);
        succeed("pg_restore", &mut restore).map(drop)
    }

    /// The first table that holds more than what a new database does.
    fn table_with_rows(&self, url: &str) -> Result<Option<String>> {
        let named = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'
                        AND tablename NOT IN ('__diesel_schema_migrations', 'book_identity')
                      ORDER BY 1";
        for table in self.ask(url, named)?.lines() {
            let has_rows = format!("SELECT EXISTS (SELECT FROM public.{table})");
            if self.ask(url, &has_rows)?.trim() == "t" {
                return Ok(Some(table.to_owned()));
            }
        }
        Ok(None)
    }

    fn ask(&self, url: &str, sql: &str) -> Result<String> {
        let mut psql = self.command("psql", url)?;
        psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", sql]);
        Ok(String::from_utf8_lossy(&succeed("psql", &mut psql)?.stdout).into_owned())
    }

    /// A client program, on its way to this database.
    fn command(&self, program: &'static str, url: &str) -> Result<Command> {
        let beside = self.psql().and_then(|psql| Some(psql.parent()?.join(program)));
        let found = beside.filter(|found| found.is_file()).ok_or(Error::NoClient(program))?;
        let (address, password) = without_password(url);
        let mut command = Command::new(found);
        command.arg(format!("--dbname={address}")).envs(password.map(|it| ("PGPASSWORD", it)));
        Ok(command)
    }
}

fn draft_of(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    file.with_file_name(name)
}

fn succeed(program: &'static str, command: &mut Command) -> Result<Output> {
    let output = command.output().map_err(Error::io("run", Path::new(program)))?;
    if output.status.success() {
        return Ok(output);
    }
    let status = output.status.to_string();
    Err(Error::Program { program, status, output: last_lines(&output.stderr, COMPLAINT_LINES) })
}
