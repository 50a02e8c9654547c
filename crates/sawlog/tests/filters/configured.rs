//! Filters from a configuration.

use sawlog::Manager;
use sawlog::config::{Document, Format, Registry, check};

/// The configuration with one filter on a file.
fn with(filter: &str, file: &str) -> String {
    format!(
        "version: 1
filters: {{f: {filter}}}
handlers: {{out: {{class: logging.FileHandler, filename: {file:?}, filters: [f]}}}}
root: {{level: DEBUG, handlers: [out]}}
"
    )
}

/// What a filter leaves of messages of several levels.
fn left(filter: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let manager = Manager::new();
    let text = with(filter, &path.to_string_lossy());
    let guard = manager.dict_config_str(&text, Format::Yaml).unwrap_or_else(|error| panic!("{filter}: {error}"));
    let root = manager.root();
    root.debug("one");
    root.info("one");
    root.info("one");
    root.warning("two");
    root.error("three");
    guard.shutdown();
    std::fs::read_to_string(path).expect("it is there").replace('\n', " ")
}

#[test]
fn each_by_its_class_path_and_keywords() {
    for (filter, expected) in [
        ("{(): sawlog.NameFilter, name: other}", ""),
        ("{(): sawlog.LevelRangeFilter, maxLevel: INFO}", "one one one "),
        ("{(): sawlog.LevelRangeFilter, minLevel: 30, maxLevel: ext://logging.WARNING}", "two "),
        ("{(): sawlog.RegexFilter, pattern: 'o$'}", "two "),
        ("{(): sawlog.RegexFilter, pattern: '^(INFO|ERROR)$', attribute: levelname, exclude: true}", "one two "),
        ("{(): sawlog.RateLimitFilter, rate: 2, per: 3600}", "one one "),
        (
            "{(): sawlog.RateLimitFilter, rate: 0.5, per: 3600, burst: 4, by: all, inText: false, maxKeys: 5}",
            "one one one two ",
        ),
        ("{(): sawlog.RateLimitFilter, rate: 1, per: 3600, by: callSite}", "one one one two three "),
        ("{(): sawlog.DuplicateFilter}", "one one [last message repeated once] two three "),
        ("{(): sawlog.DuplicateFilter, window: 0.000000001, remember: 5, inText: no}", "one one one two three "),
    ] {
        assert_eq!(left(filter), expected, "{filter}");
    }
}

#[test]
fn what_is_wrong_is_refused_when_it_is_checked() {
    for (filter, path, said) in [
        ("{(): sawlog.LevelRangeFilter, minLevel: LOUD}", "filters.f.minLevel", "unknown level"),
        ("{(): sawlog.LevelRangeFilter, minLevel: 30, maxLevel: 20}", "filters.f.minLevel", "nothing would pass"),
        ("{(): sawlog.LevelRangeFilter, maxlevel: 20}", "filters.f.maxlevel", "maxLevel"),
        ("{(): sawlog.RegexFilter}", "filters.f", "pattern"),
        ("{(): sawlog.RegexFilter, pattern: '('}", "filters.f.pattern", "unclosed group"),
        ("{(): sawlog.RateLimitFilter}", "filters.f", "rate"),
        ("{(): sawlog.RateLimitFilter, rate: 0}", "filters.f.rate", "above 0"),
        ("{(): sawlog.RateLimitFilter, rate: .nan}", "filters.f.rate", "above 0"),
        ("{(): sawlog.RateLimitFilter, rate: 1, by: callsite}", "filters.f.by", "callSite"),
        ("{(): sawlog.RateLimitFilter, rate: 1, per: 1e30}", "filters.f.per", ""),
        ("{(): sawlog.DuplicateFilter, remember: 0}", "filters.f.remember", "above 0"),
        ("{(): sawlog.DuplicateFilter, window: x}", "filters.f.window", "a number"),
    ] {
        let document = Document::parse(&with(filter, "/tmp/log"), Format::Yaml).expect("valid YAML");
        let errors = check(&document, &Registry::new()).map(|()| filter).expect_err("it is wrong");
        assert_eq!(errors[0].key_path(), path, "{}", errors[0]);
        assert!(errors[0].to_string().contains(said), "{}", errors[0]);
    }
}
