//! Random templates, patterns, values and format strings, through CPython and through the library: none may differ.
//!
//! The seed is fixed, or taken from `SAWLOG_SEED`; `SAWLOG_CASES` multiplies the number of cases.

use std::collections::HashMap;

use sawlog::FormatError;
use serde_json::Value as Json;

mod cases;
mod cpython;
mod ini;
mod literal;
#[path = "../python/mod.rs"]
mod python;
mod random;
#[path = "../skipped/mod.rs"]
mod skipped;
mod values;

use cases::Case;
use random::Random;

/// A kind of case, how it is made, and how many of it.
type Kind = (&'static str, fn(&mut Random) -> Case, usize);

const KINDS: [Kind; 8] = [
    ("%-templates", cases::percent, 12_000),
    ("{}-templates", cases::brace, 12_000),
    ("strftime patterns", cases::date, 8_000),
    ("values", cases::shown, 4_000),
    ("pickles", cases::pickled, 4_000),
    ("format strings of records", cases::record, 6_000),
    ("INI texts", ini::ini, 20_000),
    ("expressions in INI files", literal::literal, 20_000),
];

#[test]
fn nothing_differs_from_cpython() {
    let Some((python, version)) = cpython::find() else { return };
    let number = |name: &str, default: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let (seed, times) = (number("SAWLOG_SEED", 20_241_122), number("SAWLOG_CASES", 1) as usize);
    let mut random = Random::new(seed);
    let mut made = vec![];
    for (name, make, count) in KINDS {
        made.extend((0..count * times).map(|_| (name, make(&mut random))));
    }
    let asked: Vec<Json> = made.iter().map(|(_, case)| case.asked.clone()).collect();
    let answers = cpython::answers(&python, &asked);
    assert_eq!(answers.len(), made.len());

    let (mut differing, mut failing) = (vec![], HashMap::<&str, usize>::new());
    for ((name, case), answer) in made.iter().zip(&answers) {
        let ours = match &case.answer {
            Ok(text) => ("ok", text.as_str()),
            Err(error) => ("error", kind(error)),
        };
        *failing.entry(name).or_default() += usize::from(ours.0 == "error");
        let theirs = (answer[0].as_str().unwrap_or_default(), answer[1].as_str().unwrap_or_default());
        // A size that is too large is met before some later fault there, or after it.
        let bounded = matches!(case.answer, Err(FormatError::TooLong { .. })) && theirs.0 == "error";
        if theirs.0 != "skipped" && !bounded && ours != theirs {
            differing.push(format!("{name}\n  {}\n  CPython: {answer}\n  sawlog:  {:?}", case.asked, case.answer));
        }
    }
    for (name, _, count) in KINDS {
        println!("{:>7} {name}, {} of them errors", count * times, failing[name]);
    }
    println!("CPython {}.{}, seed {seed}: {} differ", version.0, version.1, differing.len());
    let shown = differing.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(differing.is_empty(), "{} cases differ, the first of them:\n{shown}", differing.len());
}

/// The exception that Python raises in the error's place.
fn kind(error: &FormatError) -> &'static str {
    match error {
        FormatError::Type(_) => "TypeError",
        FormatError::Value(_) => "ValueError",
        FormatError::Key(_) => "KeyError",
        FormatError::Index(_) => "IndexError",
        FormatError::Attribute(_) => "AttributeError",
        FormatError::Overflow(_) => "OverflowError",
        // There it is the memory that ends, or else a text of a size that is too large here.
        FormatError::TooLong { .. } => "MemoryError",
        _ => "an error of our own",
    }
}
