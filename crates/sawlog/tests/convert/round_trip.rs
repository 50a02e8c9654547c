use sawlog::config::{Document, Format, Registry};

use crate::canonical;
use crate::corpus::{self, Found};
use crate::python::assert_same;

const FORMATS: [(Format, &str); 3] = [(Format::Yaml, "yaml"), (Format::Json, "json"), (Format::Toml, "toml")];

#[test]
fn every_configuration_says_the_same_in_every_format() {
    let found = corpus::all();
    for (format, name) in FORMATS {
        let mut texts = Vec::new();
        for Found { from, document } in &found {
            let text = match document.to_text(format) {
                Ok(text) => text,
                // Each format has its reasons, which another test knows.
                Err(_) => continue,
            };
            let again = Document::parse(&text, format).unwrap_or_else(|error| panic!("{from}: {error}\n{text}"));
            // TOML has the values of a table before the tables in it.
            if format != Format::Toml {
                let said = |document: &Document| canonical::of_node(document.root());
                assert_eq!(said(&again), said(document), "{from}\n{text}");
            }
            // No number is equal to what is none.
            if !canonical::of_node(document.root()).contains("float nan") {
                assert_eq!(again.root().to_value(), document.root().to_value(), "{from}\n{text}");
            }
            assert_eq!(again.to_text(format).unwrap(), text, "{from}: written again");
            texts.push(text);
        }
        assert!(texts.len() * 10 > found.len() * 8, "{name}: {} of {}", texts.len(), found.len());
        assert_same(name, format, &texts);
    }
}

#[test]
fn every_configuration_that_is_accepted_configures_the_same() {
    let mut converted = 0;
    for Found { from, document } in corpus::all() {
        let Ok(text) = document.convert(Format::Yaml, Registry::global()) else { continue };
        for (format, _) in FORMATS {
            match document.convert(format, Registry::global()) {
                Ok(text) => _ = Document::parse(&text, format).unwrap(),
                Err(error) => {
                    let error = error.to_string();
                    let is_known = ["TOML has no null", "a key is a text", "64 bits", "lone surrogate"]
                        .iter()
                        .any(|known| error.contains(known));
                    assert!(is_known, "{from}: {error}\n{text}");
                }
            }
        }
        converted += 1;
    }
    assert!(converted > 200, "{converted} configurations");
}
