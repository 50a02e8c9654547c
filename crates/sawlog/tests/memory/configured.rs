//! Memory handlers from configurations: beside handlers of the program's own, and with our own keywords.

use sawlog::config::{Configurator, Document, Format, Registry, check};
use sawlog::{HandlerRef, Manager, MemoryHandler};

use super::shared::Target;

/// Configures with a class of the program's own, `own.Target`, and one that gives to another handler, `own.Giver`.
fn configure(handlers: &str) -> (Result<Manager, String>, Target) {
    let (target, registry, manager) = (Target::default(), Registry::new(), Manager::new());
    let made = target.clone();
    registry.handler("own.Target", move |_| Ok(made.handler()));
    registry.handler("own.Giver", |args| {
        let given = args.handler("to")?.ok_or_else(|| args.error("to", "it is needed"))?;
        Ok(MemoryHandler::new(1, given))
    });
    let text = format!("version: 1\nhandlers:\n{handlers}\nroot: {{level: DEBUG, handlers: [a]}}\n");
    let document = Document::parse(&text, Format::Yaml).expect("valid YAML");
    let checked = check(&document, &registry);
    let configured = Configurator::new(&manager).registry(&registry).configure(&document);
    assert!(target.messages().is_empty());
    if let (Err(errors), Err(error)) = (&checked, &configured) {
        assert_eq!(errors[0].to_string(), error.to_string());
    }
    assert!(checked.is_ok() || configured.is_err(), "what is not valid cannot be carried out");
    (configured.map(|_| manager).map_err(|error| error.to_string()), target)
}

fn memory(manager: &Manager) -> HandlerRef {
    manager.root().handlers()[0].clone()
}

#[test]
fn a_target_of_the_programs_own_in_any_order() {
    for target in ["a0", "z"] {
        let handlers = format!(
            "  a: {{class: logging.handlers.MemoryHandler, capacity: 2, target: {target}}}\n  {target}: {{class: own.Target}}"
        );
        let (manager, target) = configure(&handlers);
        let manager = manager.expect("it is right");
        manager.root().info("one");
        assert!(target.messages().is_empty());
        manager.root().info("two");
        assert_eq!(target.messages(), ["one", "two"]);
    }
}

#[test]
fn handlers_of_both_kinds_wait_for_one_another_once() {
    let own_waits = "  a: {class: own.Giver, to: b}
  b: {class: logging.handlers.MemoryHandler, capacity: 1, target: b0}
  b0: {class: own.Target}";
    // Both wait, and the one that is needed has its turn later.
    assert!(configure(own_waits).0.expect_err("Python refuses it").contains("\"b\" is not made yet"));
    let (manager, target) = configure(&own_waits.replace("b0", "a0"));
    manager.expect("it is right").root().info("one");
    assert_eq!(target.messages(), ["one"]);

    let ours_waits = "  a: {class: logging.handlers.MemoryHandler, capacity: 1, target: b}
  b: {class: own.Giver, to: c}
  c: {class: own.Target}";
    assert!(configure(ours_waits).0.expect_err("Python refuses it").contains("\"b\" waits for another handler"));
}

#[test]
fn the_buffers_bounds_by_our_own_name_alone() {
    let handlers = "  a: {class: sawlog.MemoryHandler, capacity: 1000, maxRecords: 3, flushOnClose: no}";
    let manager = configure(handlers).0.expect("it is right");
    let handler = memory(&manager);
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    (0..10).for_each(|number| manager.root().info(format!("{number}")));
    let memory = handler.downcast_ref::<MemoryHandler>().expect("it is one");
    assert_eq!((memory.filled().records, memory.dropped()), (3, 7));

    let (manager, target) = configure(
        "  a: {class: sawlog.MemoryHandler, capacity: 1000, maxBytes: 10000, target: z}\n  z: {class: own.Target}",
    );
    (0..10).for_each(|_| manager.as_ref().expect("it is right").root().info("x".repeat(3000)));
    assert!(target.messages().len() >= 7);

    let refused = configure("  a: {class: logging.handlers.MemoryHandler, capacity: 1, maxRecords: 3}").0;
    assert!(refused.expect_err("Python has no such argument").contains("maxRecords"));
}
