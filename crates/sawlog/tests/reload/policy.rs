//! What a configuration from elsewhere may do, and that one that may not changes nothing.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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

/// The error of a configuration that a stranger may not have, after which nothing has changed.
fn refused(manager: &Manager, text: &str) -> sawlog::config::ConfigError {
    let before = (manager.root().handlers().len(), manager.root().level(), manager.loggers_made());
    let error = reload_within(manager, Path::new("/nowhere"), text, Policy::default()).unwrap_err();
    assert!(matches!(error.kind(), ConfigErrorKind::NotAllowed(_)), "{error}");
    assert!(error.position().is_some(), "{error}");
    assert_eq!(before, (manager.root().handlers().len(), manager.root().level(), manager.loggers_made()));
    error
}

#[test]
fn a_living_handler_of_a_class_that_is_not_allowed_is_not_made_anew() {
    let made = Arc::new(AtomicUsize::new(0));
    let registry = Registry::new();
    let count = Arc::clone(&made);
    registry.handler("own.Tee", move |args| {
        count.fetch_add(1, Ordering::Relaxed);
        args.text("to")?;
        Ok(NullHandler::new())
    });
    let manager = Manager::new();
    let go = |other: &str, policy: Policy| {
        let text =
            format!("{{version: 1, handlers: {{tee: {{class: own.Tee, to: other}}, other: {{class: {other}}}}}}}");
        let document = Document::parse(&text, Format::Yaml).unwrap();
        Configurator::new(&manager).registry(&registry).policy(policy).reload(&document)
    };
    go("logging.NullHandler", Policy::everything()).unwrap();
    assert_eq!(counts(go("logging.NullHandler", Policy::default())), (2, 0, 0));
    // The one that it may be made with is another.
    let error = go("logging.StreamHandler", Policy::default()).unwrap_err();
    assert!(matches!(error.kind(), ConfigErrorKind::NotAllowed(_)), "{error}");
    assert_eq!((error.key_path(), error.position().is_some()), ("handlers.tee", true));
    assert_eq!(made.load(Ordering::Relaxed), 1);
    assert_eq!(counts(go("logging.NullHandler", Policy::default())), (2, 0, 0));
    go("logging.StreamHandler", Policy::default().class("own.Tee")).unwrap();
    assert_eq!(made.load(Ordering::Relaxed), 2);
}

#[test]
fn buffers_are_no_larger_than_by_default_unless_they_are_there() {
    let folder = tempfile::tempdir().unwrap();
    for class in ["MemoryHandler", "BufferingHandler"] {
        for (bounds, at) in [
            ("capacity: 5, maxRecords: 10001", "handlers.h.maxRecords"),
            ("capacity: 20000, maxRecords: 20001", "handlers.h.maxRecords"),
            ("capacity: 5, maxBytes: 16777217", "handlers.h.maxBytes"),
        ] {
            let text = one(&format!("class: sawlog.{class}, {bounds}"));
            let manager = Manager::new();
            assert_eq!(refused(&manager, &text).key_path(), at);
            reload(&manager, folder.path(), &text).unwrap();
            assert_eq!(counts(reload_within(&manager, folder.path(), &text, Policy::default())), (1, 0, 0));
        }
        for bounds in ["capacity: 5, maxRecords: 10000, maxBytes: 16777216", "capacity: 20000, maxRecords: 20000"] {
            assert!(passes(folder.path(), &format!("class: sawlog.{class}, {bounds}"), Policy::default()), "{bounds}");
        }
    }
}

#[test]
fn a_living_buffer_that_is_too_large_is_not_made_anew_for_another_target() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let text = |target: &str| {
        format!(
            "{{version: 1, handlers: {{m: {{class: sawlog.MemoryHandler, capacity: 5, maxBytes: 99999999, target: t}}, t: {{class: {target}}}}}, root: {{handlers: [m]}}}}"
        )
    };
    reload(&manager, folder.path(), &text("logging.NullHandler")).unwrap();
    assert_eq!(refused(&manager, &text("logging.StreamHandler")).key_path(), "handlers.m.maxBytes");
}

#[test]
fn buffers_are_few_unless_they_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let text = |count: usize| {
        let handlers: String = (0..count)
            .map(|number| format!("h{number:02}: {{class: logging.handlers.MemoryHandler, capacity: 5}}, "))
            .collect();
        format!("{{version: 1, handlers: {{{handlers}}}}}")
    };
    let manager = Manager::new();
    assert_eq!(refused(&manager, &text(17)).key_path(), "handlers.h16");
    let within = |count| counts(reload_within(&manager, folder.path(), &text(count), Policy::default()));
    assert_eq!(within(16), (0, 16, 0));
    // Not one after the other, either.
    assert_eq!(refused(&manager, &text(17)).key_path(), "handlers.h16");
    assert_eq!(counts(reload(&manager, folder.path(), &text(20))), (16, 4, 0));
    assert_eq!(within(20), (20, 0, 0));
}

#[test]
fn a_strangers_configuration_makes_so_many_things_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let text = |section: &str, entry: &str, count: usize| {
        let entries: String = (0..count).map(|number| format!("e{number}: {entry}, ")).collect();
        format!("{{version: 1, {section}: {{{entries}}}}}")
    };
    for (section, entry, most) in [
        ("handlers", "{class: logging.NullHandler}", 1000),
        ("formatters", "{}", 1000),
        ("filters", "{(): sawlog.RegexFilter, pattern: a}", 100),
    ] {
        let manager = Manager::new();
        assert_eq!(refused(&manager, &text(section, entry, most + 1)).key_path(), section);
        reload_within(&manager, folder.path(), &text(section, entry, most), Policy::default()).unwrap();
        reload(&manager, folder.path(), &text(section, entry, most + 1)).unwrap();
    }
    // They are counted before a single one is compiled.
    refused(&Manager::new(), &text("filters", "{(): sawlog.RegexFilter, pattern: '('}", 101));
    let keys: Vec<String> = (0..1001).map(|number| format!("h{number}")).collect();
    let sections: String = keys.iter().map(|key| format!("[handler_{key}]\nclass=NullHandler\nargs=()\n")).collect();
    let ini = format!(
        "[loggers]\nkeys=root\n[formatters]\nkeys=\n[handlers]\nkeys={}\n[logger_root]\nhandlers=\n{sections}",
        keys.join(",")
    );
    let document = Document::parse(&ini, Format::Ini).unwrap();
    let go = |policy: Policy| Configurator::new(&Manager::new()).policy(policy).reload(&document);
    let error = go(Policy::default()).unwrap_err();
    assert!(matches!(error.kind(), ConfigErrorKind::NotAllowed(_)), "{error}");
    assert_eq!((error.key_path(), error.position().is_some()), ("handlers.keys", true));
    go(Policy::everything()).unwrap();
}

#[test]
fn strangers_fill_no_tree_with_loggers() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let text = |from: usize, to: usize, incremental: bool| {
        let loggers: String = (from..to).map(|number| format!("l{number}: {{}}, ")).collect();
        format!("{{version: 1, incremental: {incremental}, loggers: {{{loggers}}}}}")
    };
    let stranger = |text: &str| reload_within(&manager, folder.path(), text, Policy::default());
    stranger(&text(0, 9000, false)).unwrap();
    for incremental in [false, true] {
        assert_eq!(refused(&manager, &text(9000, 10_001, incremental)).key_path(), "loggers");
    }
    let there = usize::try_from(manager.loggers_made()).unwrap();
    stranger(&text(9000, 9000 + 10_000 - there, true)).unwrap();
    refused(&manager, &text(20_000, 20_001, true));
    stranger(&text(0, 9500, false)).unwrap();
    reload(&manager, folder.path(), &text(20_000, 20_001, true)).unwrap();
    stranger(&text(20_000, 20_001, true)).unwrap();

    let named = |length: usize| format!("{{version: 1, loggers: {{{}: {{level: INFO}}}}}}", "x".repeat(length));
    let manager = Manager::new();
    refused(&manager, &named(1001));
    reload_within(&manager, folder.path(), &named(1000), Policy::default()).unwrap();
    reload(&manager, folder.path(), &named(1001)).unwrap();
}

#[cfg(feature = "regex")]
#[test]
fn patterns_are_bounded_and_those_of_strangers_more_so() {
    let folder = tempfile::tempdir().unwrap();
    for (pattern, is_fine, is_fine_of_strangers) in [
        ("a".repeat(10_000), true, true),
        ("a".repeat(10_001), false, false),
        ("a{500000}".to_owned(), false, false),
        (r"\w{30}".to_owned(), true, false),
        (r"(?-u:\w){30}".to_owned(), true, true),
    ] {
        let text = format!("{{version: 1, filters: {{f: {{(): sawlog.RegexFilter, pattern: '{pattern}'}}}}}}");
        let passes = |policy| reload_within(&Manager::new(), folder.path(), &text, policy).is_ok();
        let passed = (passes(Policy::everything()), passes(Policy::default()));
        assert_eq!(passed, (is_fine, is_fine_of_strangers), "{} bytes", pattern.len());
    }
}

#[test]
fn a_stranger_does_not_say_that_control_characters_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let escape = |when: &str| one(&format!("class: sawlog.StreamHandler, escape: {when}"));
    let manager = Manager::new();
    assert_eq!(refused(&manager, &escape("never")).key_path(), "handlers.h.escape");
    for when in ["auto", "always"] {
        reload_within(&manager, folder.path(), &escape(when), Policy::default()).unwrap();
    }
    reload(&manager, folder.path(), &escape("never")).unwrap();
    assert_eq!(counts(reload_within(&manager, folder.path(), &escape("never"), Policy::default())), (1, 0, 0));
}
