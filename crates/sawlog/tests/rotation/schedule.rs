//! When files are due and what their backups are called, as CPython says it: thousands of moments, many of them near a
//! change of daylight saving.

use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::tz::TimeZone;
use sawlog::clock::{Clock, Timestamp};
use sawlog::value::temporal::Time;
use sawlog::{BaseRotatingHandler, RolloverWhen, TimedRotatingFileHandler};

use crate::python::python;
use crate::skipped::skip;

const SCRIPT: &str = r#"
import datetime, json, logging.handlers, os, sys, time
if sys.version_info < (3, 13):
    # Intervals of several weeks or midnights came to mean what they say.
    sys.exit()
now = 0
time.time = lambda: now
for line in sys.stdin.readlines():
    zone, when, interval, at_time, utc, begun, later = json.loads(line)
    os.environ['TZ'] = zone
    time.tzset()
    now, names = begun, []
    at_time = None if at_time is None else datetime.time(at_time // 3600, at_time // 60 % 60, at_time % 60)
    handler = logging.handlers.TimedRotatingFileHandler(
        '/nowhere/a.log', when=when, interval=interval, atTime=at_time, utc=utc, delay=True)
    handler.rotator = lambda source, dest: names.append(dest)
    first = handler.rolloverAt
    now = first + later
    handler.doRollover()
    print(first, names[0], handler.rolloverAt)
"#;

const ZONES: [&str; 13] = [
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Pacific/Apia",
    "Antarctica/Troll",
];
const WHEN: [&str; 12] = ["S", "M", "H", "D", "midnight", "W0", "W1", "W2", "W3", "W4", "W5", "W6"];

#[derive(Debug)]
struct At(Mutex<i64>, TimeZone);

impl Clock for At {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(*self.0.lock().unwrap() * 1_000_000_000)
    }

    fn time_zone(&self) -> TimeZone {
        self.1.clone()
    }
}

struct Case {
    zone: &'static str,
    when: &'static str,
    interval: u32,
    at_time: Option<i64>,
    utc: bool,
    begun: i64,
    later: i64,
}

impl Case {
    fn json(&self) -> String {
        let Case { zone, when, interval, at_time, utc, begun, later } = self;
        serde_json::json!([zone, when, interval, at_time, utc, begun, later]).to_string()
    }

    /// When the file is due, its backup's name, and when the next one is due.
    fn ours(&self) -> String {
        let clock = Arc::new(At(Mutex::new(self.begun), TimeZone::get(self.zone).unwrap()));
        let name = Arc::new(Mutex::new(String::new()));
        let named = Arc::clone(&name);
        let mut builder = TimedRotatingFileHandler::builder("/nowhere/a.log")
            .when(self.when.parse::<RolloverWhen>().unwrap())
            .interval(self.interval)
            .utc(self.utc)
            .delay(true)
            .clock(clock.clone())
            .rotator_fn(move |_: &Path, dest: &Path| {
                *named.lock().unwrap() = dest.display().to_string();
                Ok(())
            });
        if let Some(second) = self.at_time {
            let part = |part: i64| part as u8;
            let time = Time::new(part(second / 3600), part(second / 60 % 60), part(second % 60), 0);
            builder = builder.at_time(time.unwrap());
        }
        let handler = builder.build().unwrap();
        let first = handler.rollover_at();
        *clock.0.lock().unwrap() = first + self.later;
        handler.do_rollover().unwrap();
        let name = name.lock().unwrap().clone();
        format!("{first} {name} {}", handler.rollover_at())
    }
}

#[test]
fn moments_near_and_far_from_changes_of_daylight_saving() {
    let mut state = 1_u64;
    let mut random = |below: i64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as i64) % below
    };
    let mut cases = Vec::new();
    for _ in 0..6_000 {
        let zone = ZONES[random(ZONES.len() as i64) as usize];
        // From 1995 to 2035.
        let mut begun = 788_918_400 + random(40 * 365 * 86_400);
        if random(3) > 0 {
            let from = jiff::Timestamp::from_second(begun).unwrap();
            let change = TimeZone::get(zone).unwrap().following(from).next().map(|change| change.timestamp());
            begun = change.map_or(begun, |change| change.as_second() - 2 * 86_400 + random(3 * 86_400));
        }
        cases.push(Case {
            zone,
            when: WHEN[random(WHEN.len() as i64) as usize],
            interval: 1 + random(4) as u32 * random(2) as u32,
            at_time: if random(2) > 0 { Some(random(86_400)) } else { None },
            utc: random(6) == 0,
            begun,
            later: if random(2) > 0 { random(7200) } else { random(20 * 86_400) },
        });
    }
    let input: String = cases.iter().map(|case| case.json() + "\n").collect();
    let Some(expected) = python(SCRIPT, &input) else { return };
    if expected.is_empty() {
        skip("the schedule of rotation beside CPython's", "no CPython of 3.13 or later");
        return;
    }
    assert_eq!(expected.lines().count(), cases.len());
    for (case, expected) in cases.iter().zip(expected.lines()) {
        assert_eq!(case.ours(), expected, "{}", case.json());
    }
}
