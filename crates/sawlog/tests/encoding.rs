//! Files in every encoding, compared with what CPython's `FileHandler` writes.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use sawlog::value::surrogate;
use sawlog::{EncodeErrors, Encoding, FileHandler, Level, LogRecord, OpenMode, RecordArgs};
use serde_json::{Value as Json, json};

mod python;
mod skipped;
use python::python;

/// Encodings whose tables are Python's own.
const SAME_TABLES: [&str; 40] = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
    "ascii",
    "latin-1",
    "iso8859_2",
    "iso8859_3",
    "iso8859_4",
    "iso8859_5",
    "iso8859_6",
    "iso8859_7",
    "iso8859_8",
    "iso8859_9",
    "iso8859_10",
    "iso8859_11",
    "iso8859_13",
    "iso8859_14",
    "iso8859_15",
    "iso8859_16",
    "cp866",
    "cp874",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "koi8_r",
    "mac_roman",
    "mac_cyrillic",
    "cp949",
    "UTF8",
];

const ERRORS: [&str; 7] =
    ["strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "surrogateescape", "surrogatepass"];

#[test]
fn every_encoding_and_error_handler_writes_what_cpython_writes() {
    let texts: [&[u32]; 8] = [
        &[0x61, 0xDC80, 0x62],
        &[0x61, 0xD800, 0x62],
        &[0x1F600, 0x62],
        &[0x63, 0xE9, 0x81, 0x20AC, 0x410],
        &[0xD83D, 0xDE00, 0xDCFF, 0xDC7F],
        &[],
        &[0x5C, 0x7E, 0xA5, 0xFFFF, 0xFEFF],
        &[0x10F7FF, 0x61],
    ];
    compare_cases(
        SAME_TABLES
            .iter()
            .flat_map(|encoding| ERRORS.iter().map(move |errors| (*encoding, *errors)))
            .map(|(encoding, errors)| Case::new(encoding, errors, texts.iter().map(|text| text.to_vec()).collect())),
    );
}

#[test]
fn every_character_of_the_basic_plane_is_encoded_as_in_cpython() {
    // U+05BA has come to the web's cp1255, but not to Python's.
    let plane: Vec<u32> = (0..0x10000).filter(|c| *c != 0x05BA && !(0xD800..0xE000).contains(c)).collect();
    compare_cases(SAME_TABLES.iter().map(|encoding| Case::new(encoding, "ignore", vec![plane.clone()])));
}

#[test]
fn common_text_of_the_east_is_encoded_as_in_cpython() {
    let texts = [
        ("big5", "log 中文, 日本"),
        ("big5hkscs", "log 中文"),
        ("cp950", "log 中文"),
        ("gbk", "log 中文: 日志。"),
        ("gb2312", "log 中文: 日志。"),
        ("gb18030", "log 中文 é 😀"),
        ("euc_jp", "ログ、日本語\\"),
        ("iso2022_jp", "ログ、日本語 log\\"),
        ("shift_jis", "ログ、日本語 ｶﾅ\\"),
        ("cp932", "ログ、日本語①"),
        ("euc_kr", "로그 한국어"),
        ("cp949", "로그 한국어 똠"),
    ];
    compare_cases(texts.into_iter().flat_map(|(encoding, text)| {
        let text: Vec<u32> = text.chars().map(u32::from).collect();
        let case = |errors, extra: &[u32]| Case::new(encoding, errors, vec![[&text, extra, &text].concat()]);
        [case("strict", &[]), case("surrogateescape", &[0xDCE9]), case("xmlcharrefreplace", &[0x1D11E, 0xD800])]
    }));
}

#[test]
fn a_mark_is_written_at_the_very_start_alone() {
    let texts = || vec![vec![0x61], vec![0xE9]];
    let marked = ["utf-8-sig", "utf-16", "utf-32", "utf-16-be", "utf-8"];
    let mut cases = Vec::new();
    for encoding in marked {
        for mode in ["a", "w", "r+"] {
            for before in [&b""[..], b"x"] {
                cases.push(Case { mode, before: Some(before), ..Case::new(encoding, "strict", texts()) });
            }
        }
        // The first text cannot be encoded: the mark goes with it.
        cases.push(Case::new(encoding, "strict", vec![vec![0xD800], vec![0x61]]));
        cases.push(Case { reopen: true, ..Case::new(encoding, "strict", texts()) });
        cases.push(Case { reopen: true, mode: "w", ..Case::new(encoding, "strict", texts()) });
        cases.push(Case { reopen: true, mode: "x", ..Case::new(encoding, "strict", texts()) });
    }
    compare_cases(cases);
}

#[test]
fn names_mean_what_they_mean_to_cpython() {
    let script = "
import codecs, encodings.aliases, json
names = set(encodings.aliases.aliases) | set(encodings.aliases.aliases.values())
names |= {n.upper() for n in names} | {n.replace('_', '-') for n in names} | {'Latin 1', 'UTF--8', '-utf8-', 'utf.8', ''}
found = {}
for name in sorted(names):
    try:
        found[name] = codecs.lookup(name).name
    except LookupError:
        found[name] = None
print(json.dumps(found))
";
    let Some(output) = python(script, "") else { return };
    let Json::Object(names) = serde_json::from_str(&output).unwrap() else { panic!("an object") };
    let known: Vec<&str> = names.values().filter_map(|name| name.as_str()?.parse().ok().map(Encoding::name)).collect();
    assert!(known.len() > 300, "{}", known.len());
    for (name, meant) in &names {
        match (name.parse::<Encoding>(), meant.as_str()) {
            (Ok(encoding), Some(meant)) => assert_eq!(encoding.name(), meant, "{name}"),
            (Ok(encoding), None) => panic!("{name} is {encoding:?}, and none in Python"),
            (Err(_), Some(meant)) => assert!(!known.contains(&meant), "{name} is {meant} in Python"),
            (Err(_), None) => {}
        }
    }
}

#[test]
fn unknown_names_are_refused_by_name() {
    let error = "utf-9".parse::<Encoding>().unwrap_err();
    assert!(error.to_string().starts_with("unknown encoding: \"utf-9\""));
    let error = "namereplace".parse::<EncodeErrors>().unwrap_err();
    assert!(error.to_string().starts_with("unknown error handler name \"namereplace\""));
}

#[test]
fn what_cannot_be_encoded_is_a_failure_of_the_handler() {
    let folder = tempfile::tempdir().unwrap();
    let handler = FileHandler::new(folder.path().join("log")).unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    handler.on_error(move |_, error| tell.lock().unwrap().push(error.to_string()));
    handler.handle(&mut record(&[0x61, 0xDC80]));
    assert_eq!(*told.lock().unwrap(), ["cannot encode '\\udc80' as utf-8"]);
    assert_eq!(handler.failures(), 1);
}

struct Case {
    encoding: &'static str,
    errors: &'static str,
    mode: &'static str,
    before: Option<&'static [u8]>,
    /// Close the handler after its first record.
    reopen: bool,
    texts: Vec<Vec<u32>>,
}

impl Case {
    fn new(encoding: &'static str, errors: &'static str, texts: Vec<Vec<u32>>) -> Case {
        Case { encoding, errors, mode: "a", before: None, reopen: false, texts }
    }
}

/// Lets both write every case into files, and compares those.
fn compare_cases(cases: impl IntoIterator<Item = Case>) {
    let folder = tempfile::tempdir().unwrap();
    let cases: Vec<Case> = cases.into_iter().collect();
    let mut asked = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let ours = folder.path().join(format!("{number}.ours"));
        let theirs = folder.path().join(format!("{number}.theirs"));
        if let Some(before) = case.before {
            fs::write(&ours, before).unwrap();
            fs::write(&theirs, before).unwrap();
        }
        write(&ours, case);
        asked.push(json!({
            "path": theirs, "encoding": case.encoding, "errors": case.errors, "mode": case.mode, "reopen": case.reopen,
            "texts": case.texts,
        }));
    }
    let script = "
import json, logging, sys
logging.raiseExceptions = False
for case in json.load(sys.stdin):
    handler = logging.FileHandler(case['path'], case['mode'], case['encoding'], errors=case['errors'])
    for text in case['texts']:
        record = logging.makeLogRecord({'msg': ''.join(map(chr, text))})
        try:
            handler.handle(record)
        except OSError:
            pass
        if case['reopen']:
            handler.close()
            case['reopen'] = False
    handler.close()
";
    if python(script, &Json::from(asked).to_string()).is_none() {
        return;
    }
    for (number, case) in cases.iter().enumerate() {
        let ours = fs::read(folder.path().join(format!("{number}.ours"))).unwrap();
        let theirs = fs::read(folder.path().join(format!("{number}.theirs"))).unwrap();
        let at = ours.iter().zip(&theirs).position(|(a, b)| a != b).unwrap_or(ours.len().min(theirs.len()));
        let near = |bytes: &[u8]| bytes[at.saturating_sub(8)..bytes.len().min(at + 8)].to_vec();
        assert!(
            ours == theirs,
            "{} {} {}: byte {at}: ours {:02x?}, CPython's {:02x?}",
            case.encoding,
            case.errors,
            case.mode,
            near(&ours),
            near(&theirs)
        );
    }
}

fn write(path: &Path, case: &Case) {
    let handler = FileHandler::builder(path)
        .mode(case.mode.parse::<OpenMode>().unwrap())
        .encoding(case.encoding.parse().unwrap())
        .errors(case.errors.parse().unwrap())
        .build()
        .unwrap();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    for (number, text) in case.texts.iter().enumerate() {
        handler.handle(&mut record(text));
        if case.reopen && number == 0 {
            handler.close().unwrap();
        }
    }
    handler.close().unwrap();
}

fn record(text: &[u32]) -> LogRecord<'static> {
    let text: String = text.iter().map(|c| surrogate::char_for(*c).unwrap()).collect();
    LogRecord::new(RecordArgs::new("encoding", Level::INFO, text))
}
