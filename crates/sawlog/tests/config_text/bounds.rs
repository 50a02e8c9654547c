//! Texts made to exhaust whoever reads them.

use sawlog::config::{ConfigErrorKind, Document, Format, MAX_TEXT};
use sawlog::value::Value;

fn assert_too_large(text: &str, format: Format) {
    match Document::parse(text, format) {
        Ok(_) => panic!("taken: {:.60}", text),
        Err(error) => assert!(matches!(error.kind(), ConfigErrorKind::TooLarge(_)), "{error}"),
    }
}

#[test]
fn aliases_that_unfold_without_end() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert_too_large(&laughs, Format::Yaml);
}

#[test]
fn a_long_text_named_often() {
    let text = format!("a: &a '{}'\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 200].join(", "));
    assert_too_large(&text, Format::Yaml);
}

#[test]
fn merge_keys_that_unfold_without_end() {
    let mut merges = "a0: &a0 {k: 1}\n".to_owned();
    for level in 1..40 {
        let below = level - 1;
        merges.push_str(&format!("a{level}: &a{level} {{<<: [*a{below}, *a{below}]}}\n"));
    }
    assert_too_large(&merges, Format::Yaml);
}

#[test]
fn aliases_that_nest_deeply() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..5000 {
        text.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert_too_large(&text, Format::Yaml);
}

#[test]
fn deep_nesting() {
    let deep = 100_000;
    assert_too_large(&"[".repeat(deep), Format::Yaml);
    assert_too_large(&"- ".repeat(deep), Format::Yaml);
    assert_too_large(&"{a: ".repeat(deep), Format::Yaml);
    assert_too_large(&"[".repeat(deep), Format::Json);
    assert_too_large(&"{\"a\":".repeat(deep), Format::Json);
    assert!(Document::parse(&format!("a = {}", "[".repeat(deep)), Format::Toml).is_err());
    assert!(Document::parse(&format!("a{} = 1", ".a".repeat(deep)), Format::Toml).is_err());
}

#[test]
fn large_texts() {
    assert_too_large(&" ".repeat(MAX_TEXT + 1), Format::Json);
    assert_too_large(&format!("[{}0]", "0,".repeat(1_000_000)), Format::Json);
}

#[test]
fn numbers_of_many_digits() {
    for text in ["9".repeat(100_000), format!("1{}", ":00".repeat(100_000)), format!("0{}", "7".repeat(100_000))] {
        assert!(Document::parse(&text, Format::Yaml).is_err(), "{:.20}", text);
    }
}

#[test]
fn shared_values_that_unfold_without_end() {
    let mut value = Value::list([Value::from(1)]);
    for _ in 0..64 {
        value = Value::list([value.clone(), value]);
    }
    let error = Document::from_value(&value).expect_err("2 to the 64th values");
    assert!(matches!(error.kind(), ConfigErrorKind::TooLarge(_)), "{error}");
}

/// Whatever the bytes: an answer, and no panic.
#[test]
fn mangled_texts_are_answered() {
    let text = "a: &x {b: [1, 'é', \"\\ud800\"], <<: {c: !!set {d}}}\n\tb: |+\n  t\n? *x\n: !!binary aGk=\n%: - ?\n";
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..5_000 {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..1 + state % 6 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let (from, to) = ((state >> 33) as usize % chars.len(), (state >> 13) as usize % chars.len());
            match state >> 61 {
                0..3 => {
                    chars.remove(from);
                }
                3..6 => chars.insert(to, chars[from]),
                _ => chars.swap(from, to),
            }
        }
        let mangled: String = chars.into_iter().collect();
        for format in [Format::Yaml, Format::Json, Format::Toml] {
            let _ = Document::parse(&mangled, format);
        }
    }
}
