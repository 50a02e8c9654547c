//! What a configuration from elsewhere may do, and that one that may not changes nothing.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use sawlog::config::{ConfigErrorKind, Configurator, Document, Format, Policy, Registry};
use sawlog::{Level, Manager, NullHandler};

use crate::{counts, read, reload, reload_within};

fn one(handler: &str) -> String {
    format!("{{version: 1, handlers: {{h: {{{handler}}}}}, root: {{level: INFO, handlers: [h]}}}}")
}

/// Whether it is let pass; if not, nothing may have happened.
fn passes(folder: &Path, handler: &str, policy: Policy) -> bool {
    let manager = Manager::new();
    let before: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    match reload_within(&manager, folder, &one(handler), policy) {
        Ok(_) => true,
        Err(error) => {
            assert!(matches!(error.kind(), ConfigErrorKind::NotAllowed(_)), "{error}");
            assert_eq!((error.key_path(), error.position().is_some()), ("handlers.h", true), "{error}");
            assert!(manager.root().handlers().is_empty() && manager.root().level() == Level::WARNING);
            let after: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
            assert_eq!(before, after);
            false
        }
    }
}

#[test]
fn by_default_nothing_new_leaves_the_process() {
    let folder = tempfile::tempdir().unwrap();
    for handler in [
        "class: logging.FileHandler, filename: '{dir}/x.log'",
        "class: logging.FileHandler, filename: '{dir}/x.log', delay: true",
        "class: logging.handlers.RotatingFileHandler, filename: '{dir}/x.log'",
        "class: logging.handlers.TimedRotatingFileHandler, filename: '{dir}/x.log'",
        "class: logging.handlers.WatchedFileHandler, filename: '{dir}/x.log'",
        "class: logging.handlers.SocketHandler, host: localhost, port: 1",
        "class: logging.handlers.SocketHandler, host: /run/x.sock, port: null",
        "class: logging.handlers.DatagramHandler, host: localhost, port: 1",
        "class: logging.handlers.SysLogHandler",
        "class: logging.handlers.SysLogHandler, address: /dev/log",
        "class: sawlog.JournaldHandler",
        #[cfg(feature = "http")]
        "class: logging.handlers.HTTPHandler, host: localhost, url: /x",
        #[cfg(feature = "smtp")]
        "class: logging.handlers.SMTPHandler, mailhost: localhost, fromaddr: a@example.org, toaddrs: [b@example.org], subject: s",
    ] {
        assert!(!passes(folder.path(), handler, Policy::default()), "{handler}");
        assert!(passes(folder.path(), handler, Policy::everything()), "{handler}");
        let _ = fs::remove_file(folder.path().join("x.log"));
    }
    for handler in [
        "class: logging.StreamHandler, stream: ext://sys.stderr",
        "class: logging.NullHandler",
        "class: logging.handlers.MemoryHandler, capacity: 3, target: h",
    ] {
        let handler = handler.replace(", target: h", "");
        if !handler.contains("Memory") {
            assert!(passes(folder.path(), &handler, Policy::default()), "{handler}");
        }
    }
}

#[test]
fn files_are_allowed_by_where_they_really_are() {
    let folder = tempfile::tempdir().unwrap();
    let (inside, outside) = (folder.path().join("inside"), folder.path().join("outside"));
    for folder in [&inside, &outside] {
        fs::create_dir(folder).unwrap();
    }
    fs::create_dir(inside.join("below")).unwrap();
    symlink(&outside, inside.join("link")).unwrap();
    symlink(outside.join("target.log"), inside.join("dangling.log")).unwrap();
    fs::write(outside.join("there.log"), "").unwrap();
    symlink(outside.join("there.log"), inside.join("there.log")).unwrap();
    symlink(&inside, folder.path().join("other_way_in")).unwrap();
    let passes = |file: &str| {
        let handler = format!("class: logging.FileHandler, filename: '{{dir}}/{file}'");
        passes(folder.path(), &handler, Policy::default().files_in(&inside))
    };
    for file in ["inside/a.log", "inside/below/a.log", "outside/../inside/b.log", "other_way_in/c.log"] {
        assert!(passes(file), "{file}");
    }
    for file in [
        "a.log",
        "outside/a.log",
        "inside/../a.log",
        "inside/link/a.log",
        "inside/dangling.log",
        "inside/there.log",
        "inside/missing/a.log",
    ] {
        assert!(!passes(file), "{file}");
    }
    assert!(!outside.join("target.log").exists());
}

#[test]
fn backups_are_files_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("inside")).unwrap();
    let passes = |rest: &str| {
        let handler = format!("class: logging.handlers.RotatingFileHandler, filename: '{{dir}}/inside/a.log', {rest}");
        passes(folder.path(), &handler, Policy::default().files_in(folder.path().join("inside")))
    };
    assert!(passes("namer: '{}.gz'"));
    assert!(!passes("namer: '{dir}/{name}'"));
    assert!(!passes("namer: '{folder}/../{name}'"));
    let timed = |suffix: &str| {
        let handler = format!(
            "class: logging.handlers.TimedRotatingFileHandler, filename: '{{dir}}/inside/t.log', '.': {{suffix: '{suffix}'}}"
        );
        self::passes(folder.path(), &handler, Policy::default().files_in(folder.path().join("inside")))
    };
    assert!(timed("%Y"));
    assert!(!timed("%Y/../../x"));
}

#[test]
fn peers_are_allowed_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let to = |policy: Policy, host: &str, port: u16| {
        passes(folder.path(), &format!("class: logging.handlers.SocketHandler, host: '{host}', port: {port}"), policy)
    };
    let one = || Policy::default().peer("logs.example.org:9020");
    assert!(to(one(), "logs.example.org", 9020));
    assert!(!to(one(), "logs.example.org", 902));
    assert!(!to(one(), "logs.example.org.evil.example", 9020));
    let host = || Policy::default().peer("logs.example.org");
    assert!(to(host(), "logs.example.org", 1));
    assert!(!to(host(), "logs.example.org.evil.example", 1));
    assert!(to(Policy::default().network(), "anywhere", 1));
}

#[test]
fn a_section_that_is_a_living_handler_may_stay_and_be_had_once() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let handler = "class: logging.FileHandler, filename: '{dir}/a.log', mode: w";
    reload(&manager, folder.path(), &one(handler)).unwrap();
    manager.root().info("first");
    let changed = one(&format!("{handler}, level: WARNING"));
    assert_eq!(counts(reload_within(&manager, folder.path(), &changed, Policy::default())), (1, 0, 0));
    let twice = format!("{{version: 1, handlers: {{h: {{{handler}}}, i: {{{handler}}}}}}}");
    let error = reload_within(&manager, folder.path(), &twice, Policy::default()).unwrap_err();
    assert_eq!(error.key_path(), "handlers.i");
    assert!(
        reload_within(
            &manager,
            folder.path(),
            &one("class: logging.FileHandler, filename: '{dir}/a.log'"),
            Policy::default()
        )
        .is_err()
    );
    assert_eq!(read(folder.path(), "a.log"), "first\n");
    // Once it is gone, it is a new one.
    reload_within(&manager, folder.path(), "{version: 1}", Policy::default()).unwrap();
    assert!(reload_within(&manager, folder.path(), &one(handler), Policy::default()).is_err());
}

#[test]
fn classes_of_the_programs_own_have_to_be_allowed() {
    let registry = Registry::new();
    registry.handler("own.Handler", |_| Ok(NullHandler::new()));
    registry.filter("own.Filter", |_| Ok(sawlog::NameFilter::new("a")));
    let go = |text: &str, policy: Policy| {
        let manager = Manager::new();
        let document = Document::parse(text, Format::Yaml).unwrap();
        Configurator::new(&manager)
            .registry(&registry)
            .policy(policy)
            .reload(&document)
            .map_err(|error| error.to_string())
    };
    let handler = "{version: 1, handlers: {h: {class: own.Handler}}}";
    let filter = "{version: 1, filters: {f: {(): own.Filter}}}";
    assert!(go(handler, Policy::default()).unwrap_err().contains("may not make a own.Handler"));
    assert!(go(filter, Policy::default()).unwrap_err().contains("class:own.Filter"));
    assert!(go(handler, Policy::default().class("own.Handler")).is_ok());
    assert!(go(filter, Policy::default().class("own.Filter")).is_ok());
}

#[cfg(feature = "http")]
#[test]
fn files_that_a_strangers_configuration_names_are_not_looked_into() {
    let folder = tempfile::tempdir().unwrap();
    let handler = "class: sawlog.HTTPHandler, host: localhost, url: /x, secure: true, caFile: '{dir}/no.pem'";
    // It would say that there is no such file, and so whether there is one.
    let error = reload_within(&Manager::new(), folder.path(), &one(handler), Policy::default()).unwrap_err();
    assert!(matches!(error.kind(), ConfigErrorKind::NotAllowed(_)), "{error}");
    let error = reload_within(&Manager::new(), folder.path(), &one(handler), Policy::everything()).unwrap_err();
    assert!(error.to_string().contains("no.pem"), "{error}");
}

#[cfg(feature = "tls")]
#[test]
fn certificates_are_files_that_have_to_be_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let handler = "class: sawlog.SocketHandler, host: localhost, port: 1, tls: true, caFile: /dev/zero";
    assert!(!passes(folder.path(), handler, Policy::default().network()));
    // It is no regular file, and not read.
    let error = reload_within(&Manager::new(), folder.path(), &one(handler), Policy::everything()).unwrap_err();
    assert!(error.to_string().contains("no regular file"), "{error}");
    let inside = "class: sawlog.SocketHandler, host: localhost, port: 1, tls: true, caFile: '{dir}/ca.pem'";
    let allowed = Policy::default().network().files_in(folder.path());
    let error = reload_within(&Manager::new(), folder.path(), &one(inside), allowed).unwrap_err();
    assert!(error.to_string().contains("ca.pem") && !matches!(error.kind(), ConfigErrorKind::NotAllowed(_)), "{error}");
}
