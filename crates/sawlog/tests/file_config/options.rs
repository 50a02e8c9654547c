//! What a program says besides the file, and which files are taken for INI.

use sawlog::config::{Configurator, Document, FileConfig, Format, Registry, check};
use sawlog::{Level, Manager};

const TEXT: &str = "[loggers]\nkeys=root\n[handlers]\nkeys=out\n[formatters]\nkeys=\n[logger_root]\nlevel=%(loud)s\nhandlers=out\n\
                    [handler_out]\nclass=StreamHandler\nargs=(sys.%(stream)s,)\n[DEFAULT]\nstream=stdout\n";

#[test]
fn files_by_their_endings() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.ini", "a.conf", "a.cfg", "a.INI"] {
        let path = folder.path().join(name);
        std::fs::write(&path, "[a]\nb=1\n").unwrap();
        let document = Document::read(&path).unwrap();
        assert_eq!(document.root().get("a").unwrap().get("b").unwrap().as_str(), Some("1"));
        assert_eq!(document.file(), Some(&*path));
        assert_eq!(Format::of_path(&path), Some(Format::Ini));
    }
    let error = Document::read(folder.path().join("a.log")).unwrap_err();
    assert!(error.hint().unwrap().contains(".ini"), "{error}");
}

#[test]
fn a_file_of_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logging");
    std::fs::write(&path, TEXT).unwrap();
    let manager = Manager::new();
    let error = manager.file_config(&path).unwrap_err();
    assert!(error.to_string().starts_with(&format!("{}:8:7: logger_root.level: ", path.display())), "{error}");
    let options = FileConfig::new().defaults([("Loud", "ERROR")]);
    let _guard = manager.file_config_with(&path, &options).unwrap();
    assert_eq!(manager.root().level(), Level::ERROR);
    assert_eq!(manager.root().handlers()[0].name().as_deref(), Some("out"));
}

#[test]
fn existing_loggers() {
    let manager = Manager::new();
    let logger = manager.get_logger("here.before");
    let text = TEXT.replace("%(loud)s", "INFO");
    for disable in [true, false] {
        let options = FileConfig::new().disable_existing_loggers(disable);
        let document = Document::parse_ini_with(&text, &options).unwrap();
        let _guard = Configurator::new(&manager).configure(&document).unwrap();
        assert_eq!(logger.disabled(), disable);
    }
}

#[test]
fn a_wrong_file_leaves_everything_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made.log");
    let manager = Manager::new();
    let right = TEXT.replace("%(loud)s", "INFO");
    let _guard = Configurator::new(&manager).configure(&Document::parse(&right, Format::Ini).unwrap()).unwrap();
    let before = manager.root().handlers();
    let wrong = format!(
        "{}[handler_b]\nclass=FileHandler\nargs=('{}',)\n[handler_c]\nclass=FileHandler\nargs=('{}/no/c.log',)\n",
        right.replace("keys=out", "keys=b,c,out"),
        made.display(),
        folder.path().display()
    );
    let document = Document::parse(&wrong, Format::Ini).unwrap();
    assert!(Configurator::new(&manager).configure(&document).is_err());
    assert!(check(&document, Registry::global()).is_err());
    assert!(!made.exists());
    assert!(manager.root().handlers()[0].ptr_eq(&before[0]));
}

#[test]
fn options_of_a_text() {
    let document = Document::parse(TEXT, Format::Ini).unwrap();
    assert_eq!(document.ini_option("handler_out", "ARGS").unwrap().as_deref(), Some("(sys.stdout,)"));
    assert_eq!(document.ini_option("handler_out", "stream").unwrap().as_deref(), Some("stdout"));
    assert_eq!(document.ini_option("handler_out", "level").unwrap(), None);
    assert_eq!(document.ini_option("nowhere", "level").unwrap(), None);
    assert!(document.ini_option("logger_root", "level").is_err());
    assert_eq!(Document::parse("a: 1", Format::Yaml).unwrap().ini_option("a", "b").unwrap(), None);
}
