use super::*;

fn shown(template: &str, args: &[Value<'_>]) -> Result<String, FormatError> {
    let mut out = String::new();
    format(template, args, &NoNames, &mut out)?;
    Ok(out)
}

fn text(template: &str, args: &[Value<'_>]) -> String {
    shown(template, args).unwrap()
}

#[test]
fn fields() {
    assert_eq!(text("{} {}", &[1.into(), "a".into()]), "1 a");
    assert_eq!(text("{1} {0} {1!r}", &[1.into(), "a".into()]), "a 1 'a'");
    assert_eq!(text("{{{}}} }}{{", &[1.into()]), "{1} }{");
    assert_eq!(text("{0[1]} {0[2][0]}", &[Value::list([1.into(), 2.into(), "xy".into()])]), "2 x");
    assert_eq!(text("{0.real} {0.imag}", &[5.into()]), "5 0");
    assert_eq!(text("{0.__class__.__name__:>4} {1.__class__.__name__[0]}", &[5.into(), Value::None]), " int N");
    assert_eq!(text("{:{}{}}|{:.{}}", &["a".into(), ">".into(), 4.into(), "abc".into(), 2.into()]), "   a|ab");
    assert_eq!(text("{!r:>6}", &["ab".into()]), "  'ab'");
    let dict: super::super::Dict =
        [(Value::from("k"), Value::from(1)), (Value::from(3), Value::from("three"))].into_iter().collect();
    assert_eq!(text("{0[k]} {0[3]}", &[dict.clone().into()]), "1 three");
    let mut out = String::new();
    format("{k:03}", &[], &dict, &mut out).unwrap();
    assert_eq!(out, "001");
}

#[test]
fn errors_are_of_pythons_kinds() {
    use FormatError as E;
    let failed = |template: &str, args: &[Value<'_>]| shown(template, args).unwrap_err();
    for template in
        ["{", "}", "{}{0}", "{0}{}", "{0!x}", "{0!r", "{0!rs}", "{0:{:{}}}", "{0[}", "{0.}", "{0]a}x{", "{0{}"]
    {
        let error = failed(template, &["a".into(), "".into(), "".into()]);
        assert!(matches!(error, E::Value(_) | E::Key(_)), "{template}: {error:?}");
    }
    assert!(matches!(failed("{}", &[]), E::Index(_)));
    assert!(matches!(failed("{a}", &[]), E::Key(_)));
    assert!(matches!(failed("{0.x}", &[1.into()]), E::Attribute(_)));
    assert!(matches!(failed("{0[0]}", &[1.into()]), E::Type(_)));
    assert!(matches!(failed("{0[a]}", &["x".into()]), E::Type(_)));
    assert!(matches!(failed("{0[9]}", &["x".into()]), E::Index(_)));
    assert!(matches!(failed("{} }", &[]), E::Index(_)));
    for more in ["{0.__class__.__init__}", "{0.__class__}", "{0.__name__}", "{0.__class__.__name__.x}"] {
        assert!(matches!(failed(more, &[1.into()]), E::Attribute(_)), "{more}");
    }
}
