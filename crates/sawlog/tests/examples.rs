//! Every example, run as a program, with what it writes.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

#[path = "examples/environment.rs"]
mod environment;
#[path = "examples/processes.rs"]
mod processes;
mod python;
mod skipped;

/// Runs an example in a folder of its own; what it wrote to stdout, and the folder.
fn run(name: &str) -> (String, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(programs().join(name)).current_dir(&folder).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && stderr.is_empty(), "{name}: {}: {stderr}", output.status);
    (String::from_utf8(output.stdout).unwrap(), folder)
}

/// Where the examples are, built.
fn programs() -> &'static PathBuf {
    static PROGRAMS: OnceLock<PathBuf> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let this = std::env::current_exe().unwrap();
        let profile = this.ancestors().nth(2).unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.args([
            "build",
            "--quiet",
            "--package",
            "sawlog",
            "--examples",
            "--features",
            "regex,tracing",
            "--target-dir",
        ]);
        build.arg(profile.parent().unwrap()).current_dir(env!("CARGO_MANIFEST_DIR"));
        // Those that need a feature are there if this has it.
        let features = [("http", cfg!(feature = "http")), ("smtp", cfg!(feature = "smtp"))];
        for (feature, _) in features.into_iter().filter(|(_, on)| *on) {
            build.args(["--features", feature]);
        }
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success());
        profile.join("examples")
    })
}

/// The text with every digit of a time at the start of a line as `0`.
fn without_times(text: &str, width: usize) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        let (time, rest) = line.split_at(width);
        lines.extend(time.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }));
        lines.push_str(rest);
        lines.push('\n');
    }
    lines
}

/// The text with every number as `0`.
fn without_numbers(text: &str) -> String {
    let mut numberless = String::new();
    for c in text.chars() {
        match c.is_ascii_digit() {
            true if numberless.ends_with('0') => {}
            true => numberless.push('0'),
            false => numberless.push(c),
        }
    }
    numberless
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

#[test]
fn multiple_modules() {
    let (console, folder) = run("multiple_modules");
    let time = "0000-00-00 00:00:00,000";
    assert_eq!(without_times(&console, 23), format!("{time} - kitchen.oven.Oven - ERROR - pizza is burnt\n"));
    let expected = [
        "kitchen - INFO - opening",
        "kitchen.oven.Oven - INFO - built an oven",
        "kitchen.oven.Oven - INFO - baking bread at 220 degrees",
        "kitchen.oven.Oven - INFO - baking pizza at 400 degrees",
        "kitchen.oven.Oven - ERROR - pizza is burnt",
        "kitchen.oven - INFO - cleaned",
        "kitchen - INFO - closing",
    ];
    let expected: String = expected.iter().map(|line| format!("{time} - {line}\n")).collect();
    assert_eq!(without_times(&read(&folder, "kitchen.log"), 23), expected);
}

#[test]
fn multiple_handlers() {
    let (console, folder) = run("multiple_handlers");
    let time = "0000-00-00 00:00:00,000 - ferry";
    let grave = format!("{time} - ERROR - missed the pier\n{time} - CRITICAL - 12 passengers wet\n");
    assert_eq!(without_times(&console, 23), grave);
    let light =
        format!("{time} - DEBUG - engine at 90 turns a minute\n{time} - INFO - cast off\n{time} - WARNING - fog\n");
    assert_eq!(without_times(&read(&folder, "ferry.log"), 23), light + &grave);
}

#[test]
fn multiple_destinations() {
    let (console, folder) = run("multiple_destinations");
    assert_eq!(
        console,
        "root           : INFO     The station is up.\n\
         station.roof   : INFO     Wind from the west.\n\
         station.cellar : WARNING  Water on the floor.\n\
         station.cellar : ERROR    The pump does not start.\n"
    );
    assert_eq!(
        without_times(&read(&folder, "weather.log"), 11),
        "00-00 00:00 root            INFO     The station is up.\n\
         00-00 00:00 station.roof    DEBUG    Three readings a second.\n\
         00-00 00:00 station.roof    INFO     Wind from the west.\n\
         00-00 00:00 station.cellar  WARNING  Water on the floor.\n\
         00-00 00:00 station.cellar  ERROR    The pump does not start.\n"
    );
}

#[test]
fn reconfigure_live() {
    let (said, folder) = run("reconfigure_live");
    let all = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];
    let round = |levels: &[&str], line: fn(&str) -> String| levels.iter().map(|level| line(level)).collect::<String>();
    let plain = |level: &str| format!("harbour.crane - {level} - {} message\n", level.to_lowercase());
    let louder = |level: &str| format!("{level:<8} - {} message\n", level.to_lowercase());
    let expected = [
        round(&all, plain),
        "[configuration: Done]\n1 handler kept, 0 made, 0 closed\n".to_owned(),
        round(&all[3..], louder),
        "[configuration: Refused]\n\
         mistaken.yaml:5:34: loggers[harbour.crane].level: unknown level: \"EROR\" \
         (a name such as \"INFO\", or an integer) (did you mean \"ERROR\"?)\n\
         [configuration: Refused]\nrefused: true\n"
            .to_owned(),
        round(&all[3..], louder),
        "[level: Done]\nharbour.crane is set to WARNING for 600s, it was ERROR\n".to_owned(),
        round(&all[2..], louder),
    ];
    assert_eq!(said, expected.concat());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "neither the socket nor a file");
}

#[test]
fn network_logging() {
    assert_eq!(
        run("network_logging").0,
        "root         INFO     The lighthouse is lit.\n\
         tower.lamp   DEBUG    Turning once in 7.5 seconds.\n\
         tower.lamp   INFO     Seen from 18 miles.\n\
         tower.horn   WARNING  Pressure falls.\n\
         tower.horn   ERROR    No sound.\n\
         5 records sent, 5 received, 0 dropped\n"
    );
}

#[test]
#[cfg(feature = "smtp")]
fn mail_to_admins() {
    assert_eq!(
        run("mail_to_admins").0,
        "From: Ferry <ferry@example.org>\n\
         To: Ops <ops@example.org>, captain@example.org\n\
         Subject: [ferry] CRITICAL: on fire (3 records)\n    \
             ERROR    ferry.engine: no oil\n    \
             CRITICAL ferry.engine: on fire\n    \
             ERROR    ferry.engine: no water either\n\
         From: Ferry <ferry@example.org>\n\
         To: Ops <ops@example.org>, captain@example.org\n\
         Subject: [ferry] ERROR: attempt 1 to put it out failed (5 records, 995 more held back)\n    \
             ERROR    ferry.engine: attempt 1 to put it out failed\n    \
             ERROR    ferry.engine: attempt 2 to put it out failed\n    \
             ERROR    ferry.engine: attempt 3 to put it out failed\n    \
             ERROR    ferry.engine: attempt 4 to put it out failed\n    \
             ERROR    ferry.engine: attempt 5 to put it out failed\n    \n    \
             995 more records were held back and will not be mailed.\n\
         2 mails, 995 records held back\n"
    );
}

#[test]
#[cfg(feature = "http")]
fn web_server_logging() {
    assert_eq!(
        run("web_server_logging").0,
        "GET /log?lock=3&level=30&text=the+gate+is+5+cm+open HTTP/1.1\n\
         GET /log?lock=3&level=40&text=stuck+in+the+gate HTTP/1.1\n\
         POST /alarm HTTP/1.1\n    \
             name=lock.gate\n    \
             msg=stuck+in+the+gate\n    \
             ship=Anna+%26+S%C3%B6hne\n\
         0 failures\n"
    );
}

#[test]
fn adapter_context() {
    assert_eq!(
        run("adapter_context").0,
        "tram.a    DEBUG    line 4 at depot    doors closed\n\
         tram.a    INFO     line 4 at depot    leaving with 31 passengers\n\
         tram.b    INFO     line 7 at north    a message at INFO\n\
         tram.b    WARNING  line 7 at harbour  a message at WARNING\n\
         tram.b    CRITICAL line 7 at market   a message at CRITICAL\n\
         tram.b    INFO     line 7 at north    [inspection] tickets please\n"
    );
}

#[test]
fn context_scopes() {
    assert_eq!(
        run("context_scopes").0,
        "context_scopes WARNING  user: nobody page: -       before any request\n\
         web.server INFO     user: ingrid page: -       GET /\n\
         web.server INFO     user: jamal  page: -       GET /search\n\
         web.pages  INFO     user: ingrid page: /       looking up /\n\
         web.mail   INFO     user: ingrid page: /       told the editor\n\
         web.pages  INFO     user: jamal  page: /search looking up /search\n\
         web.mail   INFO     user: jamal  page: /search told the editor\n\
         context_scopes WARNING  user: nobody page: -       after them\n"
    );
}

#[test]
fn tracing_layer() {
    let failed = "shop.db  ERROR    request 17 in serve:query: a row is not a number\n\
                  Error: invalid digit found in string\n";
    let expected = [
        "shop.web INFO     request 17 in serve: asked\n",
        failed,
        "shop.db  DEBUG    request 17 in serve:query: read\n",
        failed,
    ];
    assert_eq!(run("tracing_layer").0, expected.concat());
}

#[test]
fn filter_context() {
    assert_eq!(
        run("filter_context").0,
        "root      WARNING  IP: -           User: nobody  before any request\n\
         web.pages INFO     IP: 10.1.0.7    User: ingrid  GET /\n\
         web.pages WARNING  IP: 10.1.0.7    User: ingrid  /search took 3.2 seconds\n\
         web.pages INFO     IP: 192.0.2.44  User: jamal   GET /\n\
         web.pages WARNING  IP: 192.0.2.44  User: jamal   /search took 3.2 seconds\n"
    );
}

#[test]
fn formatting_styles() {
    assert_eq!(
        run("formatting_styles").0,
        "atelier.paint DEBUG   | lines in braces\n\
         atelier.paint CRITICAL| out of blue\n\
         atelier.paint DEBUG | lines in dollars\n\
         atelier.paint CRITICAL | out of red\n\
         atelier.paint ERROR | a message made of 3 parts, 33.3 percent of them %-signs\n\
         atelier.paint DEBUG | a canvas of 0.50 by 0.25\n\
         atelier.paint DEBUG | 2 brushes to clean\n"
    );
}

#[test]
fn custom_record() {
    assert_eq!(
        run("custom_record").0,
        "INFO index (version 2.4, shard 2): rebuilt\n\
         WARNING index.words (version 2.4, shard 2): 17 words too long\n\
         INFO remote (version 1.9, shard 0): from afar\n"
    );
}

#[test]
fn dict_config_example() {
    let ours = without_numbers(&run("dict_config_example").0);
    let head = "ERROR 0-0-0 0:0:0,0 dict_config_example 0 0";
    let expected = format!(
        "pager 0-0: {head} a page that failed: on the pager and by mail\n\
         mail to the administrators: {head} a page that failed: on the pager and by mail\n\
         INFO seen on the console\n\
         ERROR seen twice\n\
         pager 0-0: {head} seen twice\n\
         WARNING handled by the root\n"
    );
    assert_eq!(ours, expected);
    // The same file does the same for Python, with the same classes.
    let script = format!(
        r"
import logging, logging.config, sys, types
try:
    import yaml
except ImportError:
    print('no yaml')
    sys.exit()

class TenantFilter(logging.Filter):
    def __init__(self, tenant):
        self.tenant = tenant
    def filter(self, record):
        return getattr(record, 'tenant', None) == self.tenant

class PagerHandler(logging.Handler):
    def __init__(self, number):
        super().__init__()
        self.number = number
    def emit(self, record):
        print(f'pager {{self.number}}: {{self.format(record)}}')

class AdminEmailHandler(logging.Handler):
    def emit(self, record):
        print(f'mail to the administrators: {{self.format(record)}}')

django = types.ModuleType('django')
django.utils = types.ModuleType('django.utils')
django.utils.log = types.ModuleType('django.utils.log')
django.utils.log.NullHandler, django.utils.log.AdminEmailHandler = logging.NullHandler, AdminEmailHandler
sys.modules.update({{'django': django, 'django.utils': django.utils, 'django.utils.log': django.utils.log}})

project = types.ModuleType('project')
project.logging = types.ModuleType('project.logging')
project.logging.TenantFilter, project.logging.PagerHandler = TenantFilter, PagerHandler
sys.modules.update({{'project': project, 'project.logging': project.logging}})

early = logging.getLogger('early.bird')
with open({yaml:?}) as file:
    logging.config.dictConfig(yaml.safe_load(file))
code = '''
early.error('not seen')
get = logging.getLogger
get('project').info('not seen')
get('project.request').warning('not seen')
get('project.request').error('a page that failed: on the pager and by mail', extra=dict(tenant='acme'))
get('project.request').error('not seen', extra=dict(tenant='other'))
get('project.custom').info('seen on the console', extra=dict(tenant='acme'))
get('project.custom').error('seen twice', extra=dict(tenant='acme'))
get('elsewhere').info('not seen')
get('elsewhere').warning('handled by the root')
'''
exec(compile(code, 'dict_config_example.rs', 'exec'))
",
        yaml = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/dict_config_example.yaml")
    );
    match python::python(&script, "").as_deref() {
        Some("no yaml\n") => skipped::skip("dict_config_example beside CPython", "this Python has no PyYAML"),
        Some(theirs) => assert_eq!(ours, without_numbers(theirs)),
        None => {}
    }
}

#[test]
fn file_rotation() {
    let expected = "tides.log: hour = 19\n\
         tides.log.1: hour = 18\n\
         tides.log.2: hour = 17\n\
         tides.log.3: hour = 16\n\
         tides.log.4: hour = 15\n\
         tides.log.5: hour = 14\n";
    assert_eq!(run("file_rotation").0, expected);
}

#[test]
fn rotator_and_namer() {
    let (_, folder) = run("rotator_and_namer");
    let unpacked = |name: &str| {
        let mut text = String::new();
        let file = fs::File::open(folder.path().join(name)).unwrap();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text).unwrap();
        text
    };
    assert_eq!(unpacked("harbour.log.2.gz"), "Alma asks for a pilot\nBonaventure asks for a pilot\n");
    assert_eq!(unpacked("harbour.log.1.gz"), "Clara asks for a pilot\nDoris asks for a pilot\n");
    assert_eq!(read(&folder, "harbour.log"), "Emma asks for a pilot\nFrida asks for a pilot\n");
    assert_eq!(read(&folder, "harbour-loud.log.1.loud"), "CLARA ASKS FOR A PILOT\nDORIS ASKS FOR A PILOT\n");
}

#[test]
fn shared_rotation() {
    let (console, _) = run("shared_rotation");
    let expected = "3 processes, 1200 lines, 0 missing or torn\n\
        several backups: true, others than compressed ones: 0\n";
    assert_eq!(console, expected);
}

#[test]
fn timed_rotation() {
    let (_, folder) = run("timed_rotation");
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["garden.log", "garden.log.1970-01-04", "garden.log.1970-01-05", "garden.log.1970-01-06"]);
    assert_eq!(read(&folder, "garden.log.1970-01-04"), "no rain on day 4\n");
    assert_eq!(read(&folder, "garden.log"), "no rain on day 7\n");
}

#[test]
fn watched_file() {
    let (_, folder) = run("watched_file");
    assert_eq!(read(&folder, "mill.log.1"), "the wheel stands still\n");
    assert_eq!(read(&folder, "mill.log"), "the wheel turns again\n");
}

#[test]
fn syslog_rfc5424() {
    assert_eq!(
        run("syslog_rfc5424").0,
        "<134>1 TIME pier1 ferry PID ferry.deck - INFO ferry.deck <BOM>on board\n\
         <134>1 TIME pier1 ferry PID ferry.deck [ferry@32473 passengers=\"31\" to=\"the \\\"old\\\" harbour\"] \
         INFO ferry.deck <BOM>leaving for Öregrund\n\
         <132>1 TIME pier1 ferry PID WEATHER - WARNING ferry.deck <BOM>风很大\n"
    );
}

#[test]
fn buffered_until_error() {
    let (console, _) = run("buffered_until_error");
    let expected = "the book:\nthe table:\nthe piano:\nDEBUG    the piano weighs 300 kg\n\
        WARNING  the piano is too heavy for the bicycle\nfailed: the piano stays here\n\
        the box:\nDEBUG    the box weighs 0 kg\nERROR    the box is empty\n";
    assert_eq!(console, expected);
}

#[test]
fn handlers_that_block() {
    assert_eq!(run("handlers_that_block").0, "MainThread: Look out!\n");
}

#[test]
fn one_word_for_a_queue() {
    let (_, folder) = run("one_word_for_a_queue");
    let written = fs::read_to_string(folder.path().join("shop.log")).unwrap();
    let line = |n| format!("INFO MainThread shop.basket: put {n} into it\n");
    let logged = format!("{}{}{}ERROR MainThread shop.basket: not a number\n", line(1), line(2), line(3));
    assert_eq!(
        written.strip_prefix(&logged).unwrap(),
        "core::num::error::ParseIntError: invalid digit found in string\n"
    );
}

#[test]
fn dispatched_to_loggers() {
    let (console, folder) = run("dispatched_to_loggers");
    let lines = |name: &str| -> Vec<String> {
        fs::read_to_string(folder.path().join(name)).unwrap().lines().map(str::to_owned).collect()
    };
    let (all, foo, errors) = (lines("mplog.log"), lines("mplog-foo.log"), lines("mplog-errors.log"));
    assert_eq!((all.len(), foo.len(), errors.len(), console.lines().count()), (500, 249, 200, 100));
    for number in 1..=5 {
        let of_worker: Vec<&String> = all.iter().filter(|line| line.contains(&format!(" worker {number} "))).collect();
        for (n, line) in of_worker.iter().enumerate() {
            assert!(
                line.contains("listener (for MainProcess)") && line.ends_with(&format!(" Message no. {n}")),
                "{line}"
            );
        }
        assert_eq!(of_worker.len(), 100);
    }
    assert!(foo.iter().all(|line| line.starts_with("foo")), "{foo:?}");
    let grave = |line: &String| line.contains(" ERROR ") || line.contains(" CRITICAL ");
    assert!(errors.iter().all(grave), "{errors:?}");
}

#[test]
fn less_noise() {
    let (console, _) = run("less_noise");
    let expected = "out: GET /\nout: GET /cart\nout: GET /cart\nout: [1 record suppressed] GET /thanks\n\
        grave: 5 % free\ngrave: [last message repeated 2 times] 4 % free\n";
    assert_eq!(console, expected);
}

#[test]
fn datagrams() {
    let expected = "INFO weather (pier): wind from the west\nWARNING weather (hill): gusts of 52 knots\n";
    assert_eq!(run("datagrams").0, expected);
}

#[test]
fn journal() {
    let expected = "MESSAGE=the upper stone runs hot\nPRIORITY=4\nLOGGER=mill.stones\nSYSLOG_IDENTIFIER=mill\n\
         TEMPERATURE=81\n";
    assert_eq!(run("journal").0, expected);
}

#[test]
fn own_buffer() {
    assert_eq!(run("own_buffer").0, "{\"gate\": 4}\n{\"ferry\": 1, \"gate\": 1}\n");
}

#[test]
fn library() {
    let expected = "2.6 m, and nothing is said\ntides: there is no hour 30, that of the next day is meant\n2.6 m\n";
    assert_eq!(run("library").0, expected);
}
