//! No template, pattern or value makes formatting panic or run away.

use proptest::prelude::*;
use sawlog::format::{BraceFormatter, DollarFormatter, Formatter, PercentFormatter};
use sawlog::strftime::{BrokenDownTime, Strftime};
use sawlog::value::{Args, Decimal, Dict, Value, brace, dollar, percent, spec};

fn value() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        Just(Value::None),
        any::<i64>().prop_map(Value::from),
        any::<i128>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[-+]?[0-9]{0,30}\\.[0-9]{1,9}(e[-+]?[0-9]{1,18})?"
            .prop_filter_map("no decimal", |text| text.parse::<Decimal>().ok().map(Value::from)),
        prop::collection::vec(any::<String>().prop_map(Value::from), 0..3).prop_map(Value::list),
    ]
}

proptest! {
    #[test]
    fn percent_templates(template in "[%()*.0-9+# diouxXeEfFgGcrsalhLé$-]{0,20}", args in prop::collection::vec(value(), 0..4)) {
        let mut out = String::new();
        let _ = percent::format(&template, &Args::Slice(&args), &mut out);
        let named: Dict = [(Value::from("a"), Value::tuple(args))].into_iter().collect();
        let _ = percent::format(&template, &Args::Value(named.into()), &mut out);
    }

    #[test]
    fn brace_templates(template in "[{}!:.a-c0-9\\[\\]<>=^#,_z+%é ]{0,24}", args in prop::collection::vec(value(), 0..4)) {
        let mut out = String::new();
        let _ = brace::format(&template, &args, &brace::NoNames, &mut out);
    }

    #[test]
    fn dollar_templates(template in "[${}a-b0-9_é \n]{0,16}") {
        let named: Dict = [(Value::from("a"), Value::from(1))].into_iter().collect();
        let _ = dollar::substitute(&template, &named, &mut String::new());
    }

    #[test]
    fn specs(value in value(), spec in "[<>=^+ z#0-9,_.bcdeEfFgGnosxX%é-]{0,12}") {
        let _ = spec::write_format(&value, &spec, &mut String::new());
    }

    #[test]
    fn patterns(pattern in "[%_0-9^#EOa-zA-Z+é-]{0,16}", second in any::<i64>()) {
        if let Ok(time) = BrokenDownTime::utc(second % 250_000_000_000) {
            let _ = Strftime::new(&pattern).write(&time, &mut String::new());
        }
        let _ = BrokenDownTime::utc(second);
    }

    #[test]
    fn format_strings(format in "[%(){}$a-e!:.<0-9*smn]{0,20}", created in any::<f64>(), msecs in any::<f64>()) {
        let record = sawlog::make_log_record([("created", Value::from(created)), ("msecs", msecs.into())]);
        let mut out = String::new();
        let _ = PercentFormatter::unvalidated(&format!("{format}%(asctime)s")).format(&record, &mut out);
        let _ = BraceFormatter::unvalidated(&format!("{format}{{asctime}}")).format(&record, &mut out);
        let _ = DollarFormatter::unvalidated(&format!("{format}$asctime")).format(&record, &mut out);
    }
}
