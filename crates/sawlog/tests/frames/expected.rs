//! Comparing decoded values with the typed JSON that Python wrote beside a frame.

use std::path::{Path, PathBuf};

use sawlog::LogRecord;
use sawlog::value::{ForeignRef, Value, repr, surrogate};
use sawlog::wire::{Limits, record_from_payload, split};
use serde::Deserialize as _;
use serde_json::Value as Json;

use crate::skipped::skip;

/// A recorded case: a frame and what Python makes of it.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) frame: Vec<u8>,
    pub(crate) json: Json,
}

/// The cases in a folder, by name; none if there is no such folder.
pub(crate) fn cases(folder: &Path) -> Vec<Case> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "frame"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| Case {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            frame: std::fs::read(&path).unwrap(),
            json: read_json(&path.with_extension("json")),
        })
        .collect()
}

fn read_json(path: &Path) -> Json {
    let text = std::fs::read(path).unwrap();
    let mut reader = serde_json::Deserializer::from_slice(&text);
    reader.disable_recursion_limit();
    Json::deserialize(&mut reader).unwrap()
}

/// A folder of recorded frames: the one that `SAWLOG_FRAMES` names, or that beside the repository.
pub(crate) fn shared_frames() -> Option<PathBuf> {
    let beside = || Some(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?.join("shared/frames"));
    let found = std::env::var_os("SAWLOG_FRAMES").map(PathBuf::from).or_else(beside).filter(|path| path.is_dir());
    if found.is_none() {
        skip(
            "recorded frames of CPython",
            "SAWLOG_FRAMES is not set, and there is no ../shared/frames beside the repository",
        );
    }
    found
}

/// Checks one case; says what differs.
pub(crate) fn check(case: &Case) -> Result<(), String> {
    let limits = Limits::default();
    let (payload, taken) =
        split(&case.frame, limits.frame_len).map_err(|error| error.to_string())?.ok_or("the frame is not whole")?;
    if taken != case.frame.len() {
        return Err(format!("the frame takes {taken} of {} bytes", case.frame.len()));
    }
    // Fewer steps than bytes bar the short way that plain records take.
    let mut tight = limits.clone();
    tight.items = payload.len() - 1;
    for limits in [limits, tight] {
        let record = record_from_payload(payload, &limits).map_err(|error| error.to_string())?;
        check_record(&record, &case.json)?;
        check_record(&record.into_owned(), &case.json).map_err(|difference| format!("owned: {difference}"))?;
    }
    Ok(())
}

fn check_record(record: &LogRecord<'_>, json: &Json) -> Result<(), String> {
    let attributes = json["record"].as_object().ok_or("no attributes are expected")?;
    for (name, expected) in attributes {
        let value = record.get(name).ok_or_else(|| format!("{name}: not there"))?;
        same(expected, &value).map_err(|difference| format!("{name}: {difference}"))?;
    }
    for (name, _) in record.extras() {
        if !attributes.contains_key(name) {
            return Err(format!("{name}: not expected"));
        }
    }
    Ok(())
}

/// Whether a value is what its typed JSON says.
pub(crate) fn same(expected: &Json, value: &Value<'_>) -> Result<(), String> {
    let fits = match (expected["t"].as_str().unwrap_or_default(), value) {
        ("none", Value::None) => true,
        ("bool", Value::Bool(flag)) => expected["v"] == *flag,
        ("int", Value::Int(_) | Value::BigInt(_)) => text_of(value) == expected["v"],
        ("float", Value::Float(number)) => {
            let wanted: f64 = expected["v"].as_str().unwrap_or_default().parse().map_err(|_| "no float expected")?;
            wanted.to_bits() == number.to_bits() || (wanted.is_nan() && number.is_nan())
        }
        ("str", Value::Str(text)) => match expected["utf8_surrogatepass_hex"].as_str() {
            Some(hex) => hex_of(&surrogatepass(text)) == hex,
            None => expected["v"] == **text,
        },
        ("bytes", Value::Bytes(bytes)) => expected["hex"] == hex_of(bytes),
        ("bytearray", Value::Foreign(_)) => {
            let bytes: Vec<u8> = (0..).map_while(|index| item(value, index)).collect();
            value.type_name() == "bytearray" && expected["hex"] == hex_of(&bytes)
        }
        ("list", Value::List(items)) | ("tuple", Value::Tuple(items)) => return same_items(expected, items),
        ("dict", Value::Dict(dict)) => {
            let pairs = expected["v"].as_array().ok_or("no pairs expected")?;
            if pairs.len() != dict.len() {
                return Err(format!("{} pairs, not {}", dict.len(), pairs.len()));
            }
            for (pair, (key, value)) in pairs.iter().zip(dict.iter()) {
                same(&pair[0], key)?;
                same(&pair[1], value)?;
            }
            true
        }
        (kind @ ("set" | "frozenset"), Value::Set(set)) => {
            let items = expected["v"].as_array().ok_or("no items expected")?;
            set.is_frozen() == (kind == "frozenset")
                && items.len() == set.len()
                && items.iter().all(|item| set.iter().any(|own| same(item, own).is_ok()))
        }
        ("cycle", Value::Opaque(opaque)) => opaque.text.contains("..."),
        ("named", _) => value.type_name() == without_builtins(&expected["v"]),
        ("object", _) => return same_object(expected, value),
        // The result of a function: it is not called.
        (_, Value::Opaque(opaque)) if FUNCTIONS.contains(&opaque.type_name.as_str()) => true,
        _ => false,
    };
    if fits { Ok(()) } else { Err(format!("{value:?} is not {expected}")) }
}

/// Functions whose results real frames hold.
const FUNCTIONS: [&str; 3] = ["os.getcwd", "re._compile", "logging.getLogger"];

/// Classes whose objects must have been rebuilt.
const REBUILT: [&str; 34] = [
    "array.array",
    "builtins.FileNotFoundError",
    "builtins.KeyError",
    "builtins.ValueError",
    "builtins.complex",
    "builtins.ellipsis",
    "builtins.range",
    "builtins.slice",
    "__main__.DictSub",
    "__main__.IntSub",
    "__main__.ListSub",
    "__main__.StrSub",
    "collections.Counter",
    "collections.OrderedDict",
    "collections.defaultdict",
    "collections.deque",
    "datetime.date",
    "datetime.datetime",
    "datetime.time",
    "datetime.timedelta",
    "datetime.timezone",
    "decimal.Decimal",
    "fractions.Fraction",
    "ipaddress.IPv4Address",
    "ipaddress.IPv4Network",
    "ipaddress.IPv6Address",
    "pathlib.PosixPath",
    "pathlib.PurePosixPath",
    "pathlib.PureWindowsPath",
    "time.struct_time",
    "types.SimpleNamespace",
    "uuid.UUID",
    "builtins.UnicodeDecodeError",
    "builtins.UnicodeEncodeError",
];

/// An object must name its class; if it is rebuilt, it must print as Python prints it.
fn same_object(expected: &Json, value: &Value<'_>) -> Result<(), String> {
    let class = without_builtins(&expected["class"]);
    let (text, shown) = (text_of(value), repr_of(value));
    if let Value::Opaque(opaque) = value {
        let inert = format!("<{} object>", opaque.type_name);
        if opaque.text == inert && opaque.repr == inert {
            if REBUILT.iter().any(|rebuilt| expected["class"] == **rebuilt) {
                return Err(format!("{} was not rebuilt", expected["class"]));
            }
            let named = opaque.type_name == class || FUNCTIONS.contains(&opaque.type_name.as_str());
            return if named { Ok(()) } else { Err(format!("{} is not {class}", opaque.type_name)) };
        }
    }
    if class == "collections.OrderedDict" && expected["str"].as_str().is_some_and(|text| text.contains("[(")) {
        // Before Python 3.12 its pairs are shown; the values are compared by key.
        return if shown.starts_with("OrderedDict({") { Ok(()) } else { Err(shown) };
    }
    // A namedtuple's fields are known to its class alone; without it, the tuple prints.
    if let Value::Foreign(ForeignRef::Shared(tuple)) = value
        && tuple.item(&Value::from(0)).is_some()
        && shown.starts_with('(')
    {
        return if value.type_name() == class { Ok(()) } else { Err(format!("{} is not {class}", value.type_name())) };
    }
    // A UUID is known by its name alone, as in Python's own messages.
    let named = value.type_name() == class || class == "uuid.UUID" && value.type_name() == "UUID";
    if named && expected["str"] == text && expected["repr"] == shown {
        return Ok(());
    }
    Err(format!("{} {text} {shown} is not {expected}", value.type_name()))
}

fn same_items(expected: &Json, items: &[Value<'_>]) -> Result<(), String> {
    let wanted = expected["v"].as_array().ok_or("no items expected")?;
    if wanted.len() != items.len() {
        return Err(format!("{} items, not {}", items.len(), wanted.len()));
    }
    wanted.iter().zip(items).try_for_each(|(wanted, item)| same(wanted, item))
}

fn item(value: &Value<'_>, index: i64) -> Option<u8> {
    let Value::Foreign(foreign) = value else { return None };
    let item = foreign.get()?.item(&Value::from(index))?;
    u8::try_from(item.as_i64()?).ok()
}

fn without_builtins(name: &Json) -> String {
    let name = name.as_str().unwrap_or_default();
    name.strip_prefix("builtins.").unwrap_or(name).to_owned()
}

pub(crate) fn text_of(value: &Value<'_>) -> String {
    let mut text = String::new();
    repr::write_str(value, &mut text).unwrap();
    text
}

pub(crate) fn repr_of(value: &Value<'_>) -> String {
    let mut text = String::new();
    repr::write_repr(value, &mut text).unwrap();
    text
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn surrogatepass(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for c in text.chars() {
        match surrogate::surrogate_of(c) {
            Some(code_point) => bytes.extend([
                0xE0 | (code_point >> 12) as u8,
                0x80 | (code_point >> 6 & 0x3F) as u8,
                0x80 | (code_point & 0x3F) as u8,
            ]),
            None => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    bytes
}
