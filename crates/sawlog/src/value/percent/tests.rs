use super::*;

fn merged(template: &str, args: &[Value<'_>]) -> Result<String, FormatError> {
    let args: Vec<Value<'static>> = args.iter().cloned().map(Value::into_owned).collect();
    let mut out = String::new();
    format(template, &Args::Slice(&args), &mut out)?;
    let mut again = String::new();
    Template::new(template).format(&Args::Slice(&args), &mut again)?;
    assert_eq!(out, again);
    Ok(out)
}

fn one<'a>(template: &str, value: impl Into<Value<'a>>) -> String {
    merged(template, &[value.into()]).unwrap()
}

#[test]
fn integers() {
    assert_eq!(one("%d", 42), "42");
    assert_eq!(one("%5d|", -42), "  -42|");
    assert_eq!(one("%-5d|", 42), "42   |");
    assert_eq!(one("%05d", -42), "-0042");
    assert_eq!(one("%+d", 42), "+42");
    assert_eq!(one("% d", 42), " 42");
    assert_eq!(one("%.5d", -42), "-00042");
    assert_eq!(one("%#x", 255), "0xff");
    assert_eq!(one("%#010X", -255), "-0X00000FF");
    assert_eq!(one("%#o", 8), "0o10");
    assert_eq!(one("%#.4x", 1), "0x0001");
    assert_eq!(one("%d", u128::MAX), u128::MAX.to_string());
    assert_eq!(one("%x", -1i64), "-1");
    assert_eq!(one("%d", 3.99), "3");
    assert_eq!(one("%i", true), "1");
    assert_eq!(one("%hd%%", 1), "1%");
}

#[test]
fn floats_have_their_exact_digits() {
    assert_eq!(one("%f", 0.1), "0.100000");
    assert_eq!(one("%.20f", 0.1), "0.10000000000000000555");
    assert_eq!(one("%.0f", 2.5), "2");
    assert_eq!(one("%#.0f", 2.5), "2.");
    assert_eq!(one("%e", 12345.678), "1.234568e+04");
    assert_eq!(one("%.0e", 1e100), "1e+100");
    assert_eq!(one("%#.0E", 1e-7), "1.E-07");
    assert_eq!(one("%g", 1e6), "1e+06");
    assert_eq!(one("%g", 100000.0), "100000");
    assert_eq!(one("%#g", 100000.0), "100000.");
    assert_eq!(one("%#g", 0.5), "0.500000");
    assert_eq!(one("%#.3g", 1e10), "1.00e+10");
    assert_eq!(one("%.3g", 0.00012345), "0.000123");
    assert_eq!(one("%08.2f", -3.25159), "-0003.25");
    assert_eq!(one("%010f", f64::INFINITY), "0000000inf");
    assert_eq!(one("%F", f64::NAN), "NAN");
    assert_eq!(one("%.1100f", 5e-324).len(), 1102);
    assert_eq!(one("%.2000f", 0.5).len(), 2002);
    assert_eq!(one("%f", "0.125".parse::<super::super::Decimal>().unwrap()), "0.125000");
}

#[test]
fn text() {
    assert_eq!(one("%10s|", "héllo"), "     héllo|");
    assert_eq!(one("%-10.3s|", "héllo"), "hél       |");
    assert_eq!(one("%r", "it's"), "\"it's\"");
    assert_eq!(one("%a", "é"), "'\\xe9'");
    assert_eq!(one("%c%%", 8364), "€%");
    assert_eq!(one("%3c", "x"), "  x");
    assert_eq!(
        merged("%*d|%-*.*f|", &[5.into(), 42.into(), 8.into(), 2.into(), 1.5.into()]).unwrap(),
        "   42|1.50    |"
    );
    assert_eq!(merged("%*d|", &[(-5).into(), 42.into()]).unwrap(), "42   |");
}

#[test]
fn errors_are_of_pythons_kinds() {
    use FormatError as E;
    let failed = |template: &str, args: &[Value<'_>]| merged(template, args).unwrap_err();
    assert!(matches!(failed("%s %s", &["a".into()]), E::Type(_)));
    assert!(matches!(failed("%s", &["a".into(), "b".into()]), E::Type(_)));
    assert!(matches!(failed("plain", &["a".into()]), E::Type(_)));
    assert!(matches!(failed("%d", &["a".into()]), E::Type(_)));
    assert!(matches!(failed("%x", &[1.5.into()]), E::Type(_)));
    assert!(matches!(failed("%y", &["a".into()]), E::Value(_)));
    assert!(matches!(failed("%", &[]), E::Value(_)));
    assert!(matches!(failed("%5%", &["a".into()]), E::Value(_)));
    assert!(matches!(failed("%d %", &["x".into()]), E::Type(_)));
    assert!(matches!(failed("%(a)s", &["x".into()]), E::Type(_)));
    assert!(matches!(failed("%*d", &["x".into(), 1.into()]), E::Type(_)));
    assert!(matches!(failed("%c", &[0x11_0000.into()]), E::Overflow(_)));
    assert!(matches!(failed("%d", &[f64::INFINITY.into()]), E::Overflow(_)));
    assert!(matches!(failed("%d", &[f64::NAN.into()]), E::Value(_)));
    assert!(matches!(failed("%99999999999999999999d", &[1.into()]), E::Value(_)));
    assert!(matches!(failed("%999999999d", &[1.into()]), E::TooLong { .. }));
    assert!(matches!(failed("%.999999999f", &[1.5.into()]), E::TooLong { .. }));
}

#[test]
fn mappings() {
    let dict: super::super::Dict =
        [(Value::from("a"), Value::from(1)), (Value::from("b(c)"), Value::from("x"))].into_iter().collect();
    let args = Args::Value(dict.into());
    let mut out = String::new();
    format("%(a)03d %(b(c))s %%", &args, &mut out).unwrap();
    assert_eq!(out, "001 x %");
    let mut failed = |template: &str| format(template, &args, &mut out).unwrap_err();
    assert_eq!(failed("%(z)s"), FormatError::Key("z".to_owned()));
    assert!(matches!(failed("%(a"), FormatError::Value(_)));
    assert!(matches!(failed("%(a)s %s"), FormatError::Type(_)));
    assert!(matches!(failed("%(z)"), FormatError::Key(_)));
    assert!(matches!(failed("%(a)*d"), FormatError::Type(_)));
    assert_eq!(format("no field", &args, &mut out), Ok(()));
}
