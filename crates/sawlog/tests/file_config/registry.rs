//! Classes and names of a program's own.

use std::sync::{Arc, Mutex};

use sawlog::config::{Configurator, Document, Format, Registry, check};
use sawlog::{Manager, NullHandler, Stream};

use super::with_handler;

type Seen = Arc<Mutex<Vec<String>>>;

fn registry() -> (Registry, Seen) {
    let (registry, seen) = (Registry::new(), Seen::default());
    let noted = Arc::clone(&seen);
    registry.handler("project.Pager", move |args| {
        let number = args.require_text("number")?;
        let urgent = args.truth("urgent")?.unwrap_or(false);
        noted.lock().unwrap().push(format!("{number} {urgent}"));
        Ok(NullHandler)
    });
    (registry, seen)
}

fn configure(registry: &Registry, section: &str) -> Result<(), String> {
    let document = Document::parse(&with_handler(section), Format::Ini).unwrap();
    let configured = Configurator::new(&Manager::new()).registry(registry).configure(&document);
    configured.map(drop).map_err(|error| error.to_string())
}

#[test]
fn arguments_in_order_need_their_names() {
    let (registry, seen) = registry();
    let section = "class=project.Pager\nargs=('1',)\nkwargs={'urgent': True}";
    let error = configure(&registry, section).unwrap_err();
    assert!(error.contains("the parameters of project.Pager are not known by their order"), "{error}");
    assert!(error.contains("Registry::parameters"), "{error}");
    configure(&registry, "class=project.Pager\nkwargs={'number': '0'}").unwrap();
    registry.parameters("project.Pager", ["number", "urgent"]);
    configure(&registry, section).unwrap();
    configure(&registry, "class=project.Pager\nargs=('2', 1)").unwrap();
    assert_eq!(*seen.lock().unwrap(), ["0 false", "1 true", "2 true"]);
    let error = configure(&registry, "class=project.Pager\nargs=('2', 1, 3)").unwrap_err();
    assert!(error.contains("takes 2 arguments at most") && error.contains("number, urgent"), "{error}");
}

#[test]
fn aliases_have_the_same_parameters() {
    let (registry, seen) = registry();
    registry.parameters("project.Pager", ["number"]);
    registry.alias("old.Pager", "project.Pager");
    configure(&registry, "class=old.Pager\nargs=('3',)").unwrap();
    assert_eq!(*seen.lock().unwrap(), ["3 false"]);
    configure(&registry, "class=sawlog.StreamHandler\nargs=(sys.stdout,)").unwrap();
}

#[test]
fn names_within_logging_and_of_ones_own() {
    let (registry, seen) = registry();
    registry.parameters("project.Pager", ["number"]);
    registry.value("logging.NUMBER", "4");
    registry.value("project.number", "5");
    registry.stream("project.stream", || Stream::Stdout);
    configure(&registry, "class=project.Pager\nargs=(NUMBER,)").unwrap();
    configure(&registry, "class=project.Pager\nargs=(project.number,)").unwrap();
    configure(&registry, "class=StreamHandler\nargs=(project.stream,)").unwrap();
    assert!(configure(&registry, "class=project.Pager\nargs=(logging.NUMBER,)").is_err());
    assert_eq!(*seen.lock().unwrap(), ["4 false", "5 false"]);
}

#[test]
fn a_class_within_logging_by_its_short_name() {
    let (registry, seen) = registry();
    registry.alias("logging.handlers.Pager", "project.Pager");
    configure(&registry, "class=handlers.Pager\nkwargs=dict()").unwrap_err();
    configure(&registry, "class=handlers.Pager\nkwargs={'number': '6'}").unwrap();
    assert_eq!(*seen.lock().unwrap(), ["6 false"]);
}

#[test]
fn a_check_calls_no_constructor_of_ones_own() {
    let (registry, seen) = registry();
    let document = Document::parse(&with_handler("class=project.Pager\nkwargs={'number': '1'}"), Format::Ini).unwrap();
    check(&document, &registry).unwrap();
    assert!(seen.lock().unwrap().is_empty());
}
