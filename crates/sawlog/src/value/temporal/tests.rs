use super::*;
use crate::value::repr::{write_repr, write_str};
use crate::value::spec::write_format;

fn shown(value: impl Into<Value<'static>>) -> (String, String) {
    let value = value.into();
    let (mut text, mut repr) = (String::new(), String::new());
    write_str(&value, &mut text).unwrap();
    write_repr(&value, &mut repr).unwrap();
    (text, repr)
}

fn date_time() -> DateTime {
    DateTime::new(Date::new(2024, 7, 3).unwrap(), Time::new(16, 5, 0, 42).unwrap())
}

#[test]
fn text_and_repr() {
    let offset = TimeDelta::new(0, -5400, 0).unwrap();
    for ((text, repr), expected_text, expected_repr) in [
        (shown(Date::new(24, 1, 2).unwrap()), "0024-01-02", "datetime.date(24, 1, 2)"),
        (shown(Time::new(1, 2, 0, 0).unwrap()), "01:02:00", "datetime.time(1, 2)"),
        (
            shown(date_time().with_zone(Zone::utc())),
            "2024-07-03 16:05:00.000042+00:00",
            "datetime.datetime(2024, 7, 3, 16, 5, 0, 42, tzinfo=datetime.timezone.utc)",
        ),
        (shown(TimeDelta::new(0, 0, 0).unwrap()), "0:00:00", "datetime.timedelta(0)"),
        (shown(TimeDelta::new(0, -1, 0).unwrap()), "-1 day, 23:59:59", "datetime.timedelta(days=-1, seconds=86399)"),
        (
            shown(TimeDelta::new(2, 3, 4).unwrap()),
            "2 days, 0:00:03.000004",
            "datetime.timedelta(days=2, seconds=3, microseconds=4)",
        ),
        (
            shown(Zone::fixed(offset).unwrap()),
            "UTC-01:30",
            "datetime.timezone(datetime.timedelta(days=-1, seconds=81000))",
        ),
        (
            shown(Zone::fixed(TimeDelta::default()).unwrap().named("Z'")),
            "Z'",
            "datetime.timezone(datetime.timedelta(0), \"Z'\")",
        ),
    ] {
        assert_eq!(text, expected_text);
        assert_eq!(repr, expected_repr);
    }
}

#[test]
fn formats() {
    let mut out = String::new();
    let zone = Zone::fixed(TimeDelta::new(0, 3723, 0).unwrap()).unwrap().named("a%b");
    let when = Value::from(date_time().with_zone(zone));
    write_format(&when, "%Y %f %z %:z %Z %% %", &mut out).unwrap();
    assert_eq!(out, "2024 000042 +010203 +01:02:03 a%b % %");
    out.clear();
    write_format(&Value::from(date_time()), "[%z%Z%:z] %s%", &mut out).unwrap();
    assert!(out.starts_with("[] "));
    assert!(matches!(write_format(&TimeDelta::default().into(), "5", &mut out), Err(FormatError::Type(_))));
}

#[test]
fn pickled_states() {
    let state = [0x07, 0xe8, 0x87, 3, 16, 5, 0, 0, 0, 42];
    let when = DateTime::from_pickle_state(&state).unwrap();
    assert_eq!(shown(when).1, "datetime.datetime(2024, 7, 3, 16, 5, 0, 42, fold=1)");
    assert_eq!(Date::from_pickle_state(&[0x07, 0xe8, 7, 3]), Date::new(2024, 7, 3));
    assert_eq!(shown(Time::from_pickle_state(&[0x81, 2, 3, 0, 0, 0]).unwrap()).1, "datetime.time(1, 2, 3, fold=1)");
    for wrong in [&state[..9], &[0; 10], &[7, 0xe8, 13, 1, 0, 0, 0, 0, 0, 0], &[7, 0xe8, 1, 1, 24, 0, 0, 0, 0, 0]] {
        assert!(DateTime::from_pickle_state(wrong).is_err());
    }
}
