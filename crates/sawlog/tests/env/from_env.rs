use std::env::VarError;
use std::fs;

use sawlog::{FromEnv, Level, Manager};

use crate::of;

fn levels(manager: &Manager, names: &[&str]) -> Vec<i64> {
    names.iter().map(|name| manager.get_logger(name).level().number()).collect()
}

#[test]
fn directives_set_levels() {
    let manager = Manager::new();
    let said = of(&[("SAWLOG_LEVEL", "info, app::db=trace,app.noise=off,shop")]);
    let _guard = FromEnv::new(&manager).lookup(said).init().unwrap();
    assert_eq!(levels(&manager, &["", "app.db", "app.noise", "shop", "app"]), [20, 5, i64::MAX, 5, 0]);
    assert!(!manager.get_logger("app.noise").is_enabled_for(Level::CRITICAL));
    assert!(manager.get_logger("app.db.pool").is_enabled_for(Level::DEBUG));
    assert_eq!(manager.root().handlers().len(), 1, "basic_config's");
}

#[test]
fn without_variables_it_is_basic_config() {
    let manager = Manager::new();
    let _guard = FromEnv::new(&manager).lookup(of(&[("SAWLOG_LEVEL", " "), ("SAWLOG_CONFIG", "")])).init().unwrap();
    assert_eq!((manager.root().level(), manager.root().handlers().len()), (Level::WARNING, 1));
}

#[test]
fn a_file_configures_and_directives_come_on_top() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("logging.toml");
    let text = "version = 1\n[handlers.h]\nclass = \"logging.NullHandler\"\n[loggers.app]\nlevel = \"ERROR\"\n[root]\nhandlers = [\"h\"]\n";
    fs::write(&file, text).unwrap();
    let manager = Manager::new();
    manager.get_logger("old");
    manager.get_logger("older");
    let file = file.to_str().unwrap();
    let said = of(&[("SAWLOG_CONFIG", file), ("SAWLOG_LEVEL", "app.db=debug,old=info")]);
    let builder = FromEnv::new(&manager).default_level("debug").lookup(said);
    drop(builder.init().unwrap());
    assert_eq!(levels(&manager, &["", "app", "app.db", "old"]), [30, 40, 10, 20]);
    assert!(!manager.get_logger("old").disabled(), "a directive names it");
    assert!(manager.get_logger("older").disabled(), "the file does not name it");

    let manager = Manager::new();
    let other = FromEnv::new(&manager).config_variable("SHOP_CONFIG").level_variable("SHOP_LOG");
    drop(other.lookup(of(&[("SHOP_CONFIG", file), ("SHOP_LOG", "critical"), ("SAWLOG_LEVEL", "?")])).init().unwrap());
    assert_eq!(levels(&manager, &["", "app"]), [50, 40]);
}

#[test]
fn defaults_hold_where_nothing_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("logging.yaml");
    fs::write(&file, "{version: 1, root: {level: '${LEVEL:-ERROR}'}}").unwrap();
    let with = |variables: &[(&str, &str)]| {
        let manager = Manager::new();
        let builder = FromEnv::new(&manager).default_level("info,a=debug").lookup(of(variables));
        drop(builder.init().unwrap());
        levels(&manager, &["", "a"])
    };
    assert_eq!(with(&[]), [20, 10]);
    assert_eq!(with(&[("SAWLOG_LEVEL", "error")]), [40, 0], "one or the other");

    let manager = Manager::new();
    let builder = FromEnv::new(&manager).default_config(&file).expand(true).default_level("a=info");
    drop(builder.lookup(of(&[("LEVEL", "CRITICAL")])).init().unwrap());
    assert_eq!(levels(&manager, &["", "a"]), [50, 20]);
}

#[test]
fn what_is_wrong_changes_nothing() {
    let refused = |variables: &[(&str, &str)]| {
        let manager = Manager::new();
        let error = FromEnv::new(&manager).lookup(of(variables)).init().unwrap_err();
        assert!(manager.root().handlers().is_empty() && manager.loggers().is_empty());
        assert_eq!(manager.root().level(), Level::WARNING);
        error.to_string()
    };
    assert_eq!(
        refused(&[("SAWLOG_LEVEL", "info,app=debgu")]),
        "SAWLOG_LEVEL: \"app=debgu\": no level is named \"debgu\" (did you mean \"debug\"?)"
    );
    let missing = refused(&[("SAWLOG_CONFIG", "/nowhere/logging.yaml"), ("SAWLOG_LEVEL", "debug")]);
    assert!(missing.starts_with("SAWLOG_CONFIG: /nowhere/logging.yaml: cannot read the configuration: "), "{missing}");
    let unknown = refused(&[("SAWLOG_CONFIG", "logging.txt")]);
    assert!(unknown.contains("does not say which format it has"), "{unknown}");

    let manager = Manager::new();
    let odd = FromEnv::new(&manager).lookup(|_| Err(VarError::NotUnicode("x".into()))).init().unwrap_err();
    assert_eq!(odd.to_string(), "what the environment variable SAWLOG_LEVEL holds is not valid UTF-8");
}

#[test]
fn basic_config_can_be_told_more() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.log");
    let manager = Manager::new();
    let path = file.clone();
    let builder = FromEnv::new(&manager).basic(move |basic| basic.filename(path).format("%(name)s|%(message)s"));
    let guard = builder.lookup(of(&[("SAWLOG_LEVEL", "a=info")])).init().unwrap();
    manager.get_logger("a").info("shown");
    manager.get_logger("b").info("not shown");
    guard.shutdown();
    assert_eq!(fs::read_to_string(file).unwrap(), "a|shown\n");
}
