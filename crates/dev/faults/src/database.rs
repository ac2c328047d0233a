//! A PostgreSQL that can be killed and started again, and databases in it with all they hold.

use std::fs;
use std::path::{Path, PathBuf};

use local_pg::{Cluster, Server};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::terminal::{Outcome, say};
use crate::waiting::until_so;

/// A private PostgreSQL that keeps what it is told, and ends with this.
pub(crate) struct Postgres {
    data: PathBuf,
    server: Server,
}

impl Postgres {
    pub(crate) fn start(data: PathBuf) -> Outcome<Self> {
        let cluster = Cluster::start(&data, &mut |line| say(&format!("  {line}")))?;
        Ok(Self { server: cluster.server().clone(), data })
    }

    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    pub(crate) fn start_again(&self) -> Outcome<()> {
        Cluster::start(&self.data, &mut |_| {})?;
        Ok(())
    }

    /// Ends it as an operator does.
    pub(crate) fn stop(&self) -> Outcome<()> {
        if let Some(cluster) = Cluster::find(&self.data)? {
            cluster.stop()?;
        }
        Ok(())
    }

    /// Ends it as a machine does that loses power to one process.
    pub(crate) fn kill(&self) -> Outcome<()> {
        let pid = self.postmaster()?;
        kill(Pid::from_raw(pid), Signal::SIGKILL)?;
        // Its processes work in its directory. Those of connections end when they see that it has: until
        // then they go on to answer.
        let directory = fs::canonicalize(self.data.join("postgres"))?;
        until_so("PostgreSQL's end", || Ok(!is_anybody_in(&directory)?))
    }

    fn postmaster(&self) -> Outcome<i32> {
        let file = fs::read_to_string(self.data.join("postgres/postmaster.pid"))?;
        Ok(file.lines().next().unwrap_or_default().trim().parse()?)
    }

    /// Rows of a question to the cluster itself, their columns divided by bars.
    pub(crate) fn rows(&self, sql: &str) -> Outcome<Vec<String>> {
        rows(&self.server, "postgres", sql)
    }
}

/// Whether a process works in a directory.
fn is_anybody_in(directory: &Path) -> Outcome<bool> {
    let processes = fs::read_dir("/proc")?.filter_map(Result::ok);
    let mut places = processes.filter_map(|process| fs::read_link(process.path().join("cwd")).ok());
    Ok(places.any(|place| place == directory))
}

impl Drop for Postgres {
    /// A server that cannot be stopped is no reason to fail: its directory is deleted right after.
    fn drop(&mut self) {
        let _ = self.stop();
    }
}

fn rows(server: &Server, database: &str, sql: &str) -> Outcome<Vec<String>> {
    let cell = |cell: Option<String>| cell.unwrap_or_else(|| "null".to_owned());
    let rows = server.execute(database, sql)?;
    let line = |row: Vec<Option<String>>| row.into_iter().map(cell).collect::<Vec<_>>().join("|");
    Ok(rows.into_iter().map(line).collect())
}

/// A database that is dropped with this.
pub(crate) struct Database {
    server: Server,
    name: String,
}

impl Database {
    pub(crate) fn create(server: &Server, name: &str, template: Option<&str>) -> Outcome<Self> {
        server.create_database(name, template)?;
        Ok(Self { server: server.clone(), name: name.to_owned() })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn url(&self) -> String {
        self.server.url(&self.name)
    }

    pub(crate) fn rows(&self, sql: &str) -> Outcome<Vec<String>> {
        rows(&self.server, &self.name, sql)
    }

    pub(crate) fn run(&self, sql: &str) -> Outcome<()> {
        self.rows(sql).map(drop)
    }

    /// Every row of every table, as it stands, but for the trail, and for what a server notes of a book
    /// that it holds: that somebody asked is no change, and the rest follows from the book.
    pub(crate) fn digest(&self) -> Outcome<String> {
        let tables = self.rows(
            "SELECT relname FROM pg_class
              WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                AND relname NOT IN ('audit_log', 'settled_books', 'spells', 'spells_before',
                                    'ended_spells', 'changes', 'settled_agents', 'reason_totals')
              ORDER BY relname",
        )?;
        let of_table = |table: &String| {
            format!(
                "(SELECT '{table} ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '')
                    FROM {table} t)"
            )
        };
        let all: Vec<String> = tables.iter().map(of_table).collect();
        Ok(self.rows(&format!("SELECT {}", all.join(", ")))?.join(""))
    }

    /// What was imported, but for what no two imports of the same file share: their numbers, the
    /// time of day and their tokens.
    pub(crate) fn book(&self) -> Outcome<String> {
        Ok(self.rows(BOOK)?.join(""))
    }

    /// Whether a program of this name is connected.
    pub(crate) fn is_connected(&self, application: &str) -> Outcome<bool> {
        let connected = self.rows(&format!(
            "SELECT 1 FROM pg_stat_activity
              WHERE datname = '{}' AND application_name LIKE '{application}%'",
            self.name
        ))?;
        Ok(!connected.is_empty())
    }

    /// Waits until PostgreSQL has noticed that these programs are gone.
    pub(crate) fn wait_for_end_of(&self, application: &str) -> Outcome<()> {
        until_so("the end of a connection", || Ok(!self.is_connected(application)?))
    }
}

impl Drop for Database {
    /// One left over goes with its cluster.
    fn drop(&mut self) {
        let _ = self.server.drop_database(&self.name);
    }
}

/// By SIPs, whatever number each was given, and by what each import held of them, whatever was stated
/// by which: both depend on the order of imports, and the book does not. An import that was taken
/// back is none of it.
const BOOK: &str = "
    WITH held AS (
        SELECT p.import_id, p.part * 4096 + position AS ordinal
          FROM import_observations p
         CROSS JOIN unnest(positions_held(p.held_words, p.held_bits)) AS position),
    records AS (
        SELECT p.import_id, p.part * 4096 + position AS ordinal,
               concat_ws('|', digest, amount, payments, total, failed) AS record
          FROM import_observations p
         CROSS JOIN unnest(p.positions, p.content_digests, p.amounts_paise, p.success_counts,
                           p.success_amounts_paise, p.failed_amounts_paise)
                    AS r (position, digest, amount, payments, total, failed)),
    stamps AS (
        SELECT p.import_id, p.part * 4096 + position AS ordinal,
               concat_ws('|', day, minutes, microseconds) AS stamp
          FROM import_observations p
         CROSS JOIN unnest(coalesce(p.stamp_positions, positions_held(p.held_words, p.held_bits)),
                           p.stamp_dates, p.stamp_minutes, p.stamp_microseconds)
                    AS t (position, day, minutes, microseconds)
         WHERE p.stamp_dates IS NOT NULL),
    numbered AS (
        SELECT ordinal, import_id, record, stamp, count(record) OVER w AS records,
               count(stamp) OVER w AS stamps
          FROM held LEFT JOIN records USING (ordinal, import_id)
          LEFT JOIN stamps USING (ordinal, import_id)
        WINDOW w AS (PARTITION BY ordinal ORDER BY import_id)),
    seen AS (
        SELECT ordinal, import_id,
               first_value(record) OVER (PARTITION BY ordinal, records ORDER BY import_id) AS record,
               first_value(stamp) OVER (PARTITION BY ordinal, stamps ORDER BY import_id) AS stamp
          FROM numbered)
    SELECT (SELECT md5(string_agg(r::text, '' ORDER BY sip_meta_id)) FROM sip_records r),
           (SELECT md5(string_agg(concat_ws('|', s.sip_meta_id, s.inserted_at, s.event_date, s.stamp,
                           i.sha256, s.record_number, s.content_digest, s.record_as_of,
                           s.held_as_of, s.held_amount_paise),
                           '' ORDER BY s.sip_meta_id))
              FROM sip_sightings s JOIN imports i USING (import_id)),
           (SELECT md5(string_agg(concat_ws('|', a.sip_meta_id, a.as_of, a.last_as_of,
                           a.amount_paise, a.success_count, a.success_amount_paise,
                           a.failed_amount_paise, i.sha256), '' ORDER BY a.sip_meta_id, a.as_of))
              FROM sip_amounts a JOIN imports i USING (import_id)),
           (SELECT md5(string_agg(concat_ws('|', i.sha256, s.sip_meta_id, e.record, e.stamp),
                           '' ORDER BY i.sha256, s.sip_meta_id))
              FROM seen e JOIN imports i USING (import_id) JOIN sip_sightings s USING (ordinal)
             WHERE i.undone_as IS NULL),
           (SELECT md5(string_agg(concat_ws('|', sha256, as_of, complete, records_read, rejected),
                           '' ORDER BY sha256)) FROM imports WHERE undone_as IS NULL),
           (SELECT count(*) FROM import_observations o
             WHERE NOT EXISTS (SELECT FROM imports i WHERE i.import_id = o.import_id))";

/// A directory that PostgreSQL's own user can reach.
pub(crate) fn open_to_all(directory: &Path) -> Outcome<()> {
    use std::os::unix::fs::PermissionsExt as _;

    Ok(fs::set_permissions(directory, fs::Permissions::from_mode(0o755))?)
}
