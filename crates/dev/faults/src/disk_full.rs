//! A disk without room: for PostgreSQL's data, and for entries of the audit trail.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::barrier::TableLock;
use crate::client::Client;
use crate::database::{Database, Postgres, open_to_all};
use crate::kit::{Kit, LIST, SMALL_DISKS, unmount};
use crate::program::{Api, import, import_whole, program};
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::waiting::until_so;
use crate::watch::Watch;

const NO_MOUNTS: &str = "this user may not mount a small file system";

/// A small file system in memory, unmounted with this.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None where mounting is not allowed.
    fn mount(path: &Path, kilobytes: u32) -> Outcome<Option<Self>> {
        fs::create_dir_all(path)?;
        let size = format!("size={kilobytes}k,mode=755");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(path)
            .stderr(Stdio::null())
            .status();
        if !mount.is_ok_and(|status| status.success()) {
            return Ok(None);
        }
        open_to_all(path)?;
        Ok(Some(Self(path.to_owned())))
    }

    fn free_kilobytes(&self) -> Outcome<u64> {
        let df = Command::new("df").arg("-Pk").arg(&self.0).output()?;
        let text = String::from_utf8_lossy(&df.stdout).into_owned();
        let free = text.lines().nth(1).and_then(|line| line.split_whitespace().nth(3));
        Ok(free.ok_or("df says nothing")?.parse()?)
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Takes all room but this much.
    fn fill_but(&self, kilobytes: u64) -> Outcome<()> {
        let take = self.free_kilobytes()?.saturating_sub(kilobytes) * 1024;
        let mut ballast = File::create(self.ballast())?;
        let block = vec![1; 64 * 1024];
        let mut left = usize::try_from(take)?;
        while left > 0 {
            let piece = left.min(block.len());
            match ballast.write_all(&block[..piece]) {
                // The server's audit trail, and PostgreSQL, go on to write meanwhile.
                Err(fault) if fault.kind() == ErrorKind::StorageFull => break,
                written => written?,
            }
            left -= piece;
        }
        Ok(())
    }

    /// Takes what room is left, to the last byte.
    fn fill_up(&self) -> Outcome<()> {
        let mut ballast = OpenOptions::new().create(true).append(true).open(self.ballast())?;
        while ballast.write_all(&[1; 512]).is_ok() {}
        Ok(())
    }

    fn make_room(&self) -> Outcome<()> {
        Ok(fs::remove_file(self.ballast())?)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        unmount(&self.0);
    }
}

/// PostgreSQL's whole data directory is on a small disk, which fills up during an import.
pub(crate) fn data(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let Some(disk) = SmallDisk::mount(&kit.directory().join(SMALL_DISKS[0]), 400_000)? else {
        return Ok(Tally::left_out(NO_MOUNTS));
    };
    let postgres = Postgres::start(disk.0.join("data"))?;
    let mut ends = 0;
    for megabytes in [0, 1, 3, 6, 9, 12] {
        ends += u32::from(import_onto(kit, &disk, &postgres, megabytes, &mut tally)?);
    }
    tally.must(ends > 0, || "the disk was never too small".to_owned());
    tally.note(format!("{ends} imports found no room; lists went on, and it recovers with room"));
    drop(postgres);
    Ok(tally)
}

/// Whether there was too little room.
fn import_onto(
    kit: &Kit,
    disk: &SmallDisk,
    postgres: &Postgres,
    megabytes: u64,
    tally: &mut Tally,
) -> Outcome<bool> {
    let at = format!("{megabytes} MB");
    let database = Database::create(postgres.server(), "small", None)?;
    import_whole(kit.directory(), &database.url(), &kit.exports.first)?;
    postgres.rows("CHECKPOINT")?;
    let raw = database.digest()?;
    let api = kit.serve(&database, &["--refresh-millis=50"])?;
    let watch = Watch::start(api.address, LIST);
    disk.fill_but(megabytes * 1024)?;
    let mut importer = import(kit.directory(), &database.url(), &kit.exports.second)?;
    let failed = importer.ended()?.code() != Some(0);
    watch.look_on()?;
    let client = api.get(&kit.client)?;
    let is_answered = client.status == 200 || client.is_not_now();
    tally.must(is_answered, || format!("{at}: a client: {}", client.text()));
    disk.make_room()?;
    // Without room for its log PostgreSQL ends, and whoever looks after it starts it again.
    postgres.start_again()?;
    if failed {
        let said = importer.said()?;
        tally.must(!said.contains("panicked"), || format!("{at}: {said}"));
        tally.must(database.digest()? == raw, || format!("{at}: a failed import changed the book"));
        import_whole(kit.directory(), &database.url(), &kit.exports.second)?;
    }
    tally.must(database.book()? == kit.after.book, || format!("{at}: another book"));
    api.wait_for_status(&kit.client, 200)?;
    api.wait_for_list(LIST, &kit.after.list)?;
    watch.end(tally, &[&kit.before.list, &kit.after.list])?;
    tally.tried();
    Ok(failed)
}

/// The audit trail cannot be written down: nothing is answered, and what was answered is kept.
pub(crate) fn spool(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let Some(disk) = SmallDisk::mount(&kit.directory().join(SMALL_DISKS[1]), 256)? else {
        return Ok(Tally::left_out(NO_MOUNTS));
    };
    let database = kit.database()?;
    let key = admin_key(kit, &database)?;
    let spool = format!("--audit-spool={}", disk.0.join("spool").display());
    let flags = ["--sign-in=required", "--rate-per-key=0", "--rate-per-address=0", &spool];
    let api = Api::listen(kit.directory(), &database.url(), &flags)?;
    let mut asking = Asking { headers: format!("Authorization: Bearer {key}\r\n"), asked: 0 };
    until_so("the first answer", || Ok(asking.ask(&api)?.0 == 200))?;
    let mut answered: Vec<String> = Vec::new();
    for _ in 0..3 {
        // The database takes no entries, so that the spool grows.
        let lock = TableLock::take(&database, "audit_log")?;
        disk.fill_up()?;
        let mut refused = 0;
        while refused < 20 {
            match asking.ask(&api)? {
                (200, id) => answered.push(id),
                (503, _) => refused += 1,
                (other, _) => return Err(format!("a list is answered {other}").into()),
            }
            if asking.asked > 20_000 {
                return Err("the disk is never full".into());
            }
        }
        disk.make_room()?;
        let (status, id) = asking.ask(&api)?;
        tally.same("a list with room again", &status, &200);
        answered.push(id);
        lock.release()?;
        tally.tried();
    }
    let count = "SELECT request_id FROM audit_log WHERE status = 200";
    until_so("the entries in the database", || {
        let kept: std::collections::HashSet<String> = database.rows(count)?.into_iter().collect();
        Ok(answered.iter().all(|id| kept.contains(id)))
    })?;
    tally.note(format!("{} answers, all of them in the audit trail", answered.len()));
    drop(api);
    Ok(tally)
}

/// Somebody with a key, who numbers requests.
struct Asking {
    headers: String,
    asked: u32,
}

impl Asking {
    /// The status, and the id of the request.
    fn ask(&mut self, api: &Api) -> Outcome<(u16, String)> {
        self.asked += 1;
        let id = format!("request-{}", self.asked);
        let headers = format!("{}X-Request-Id: {id}\r\n", self.headers);
        let answer = Client::connect(api.address)?.get(LIST, &headers)?;
        if answer.status == 503 && !answer.is_not_now() {
            return Err("503 without saying when to come back".into());
        }
        Ok((answer.status, id))
    }
}

/// A new administrator's key.
pub(crate) fn admin_key(kit: &Kit, database: &Database) -> Outcome<String> {
    let mut command = program("api")?;
    command.env("DATABASE_URL", database.url()).current_dir(kit.directory());
    command.args(["keys", "create", "--role", "admin", "--name", "faults"]);
    command.stdout(Stdio::piped());
    let output = command.output()?;
    let key = String::from_utf8(output.stdout)?.trim().to_owned();
    if key.is_empty() {
        return Err(format!("no key: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(key)
}
