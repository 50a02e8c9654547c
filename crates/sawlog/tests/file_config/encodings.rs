//! Files in other encodings, as Python's codecs read them.

use sawlog::Encoding;
use sawlog::config::{Document, FileConfig};
use serde_json::Value as Json;

use crate::interpreter::python;

/// For each encoding the bytes of an INI file, and the value in it, or nothing if Python does not read it.
const SCRIPT: &str = r#"
import io, json, sys
cases = []
def case(name, data):
    try:
        text = io.TextIOWrapper(io.BytesIO(data), encoding=name).read()
        if len(text.splitlines()) != 2:
            return
        value = text.partition("=")[2].strip()
    except UnicodeDecodeError:
        value = None
    cases.append([name, data.hex(), value])
single = ["ascii", "latin-1", "cp1252", "cp1250", "cp1251", "cp1253", "iso8859-2", "iso8859-7", "iso8859-15", "koi8-r", "cp866", "mac-roman"]
for name in single:
    known = bytearray()
    for byte in range(33, 256):
        try:
            bytes([byte]).decode(name)
            known.append(byte)
        except UnicodeDecodeError:
            case(name, b"[a]\nb=x" + bytes([byte]) + b"y\n")
    for begin in range(0, len(known), 16):
        case(name, b"[a]\nb=x" + bytes(known[begin:begin + 16]) + b"y\n")
text = "[a]\nb=größe € 語 😀\n"
for name in ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]:
    data = text.encode(name)
    case(name, data)
    case(name, data[:-3] + data[-2:])
    case(name, data[:20] + b"\xff\xd8\xff" + data[20:])
case("utf-16", text.encode("utf-16-be"))
case("utf-16", b"\xfe\xff" + text.encode("utf-16-be"))
case("utf-32", b"\x00\x00\xfe\xff" + text.encode("utf-32-be"))
for name in ["gb18030", "gbk", "big5", "euc-jp", "shift_jis", "euc-kr"]:
    case(name, "[a]\nb=x y\n".encode(name))
case("euc-jp", "[a]\nb=日本語\n".encode("euc-jp"))
case("shift_jis", "[a]\nb=日本語\n".encode("shift_jis"))
case("gbk", "[a]\nb=中文\n".encode("gbk"))
case("euc-kr", "[a]\nb=한국어\n".encode("euc-kr"))
json.dump(cases, sys.stdout)
"#;

#[test]
fn the_same_text_as_python_reads() {
    let Some(cases) = python(SCRIPT, "") else { return };
    let cases: Vec<(String, String, Json)> = serde_json::from_str(&cases).unwrap();
    assert!(cases.len() > 250, "{}", cases.len());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.ini");
    let mut differing = Vec::new();
    for (name, hex, expected) in &cases {
        let digits: Vec<char> = hex.chars().collect();
        let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
        std::fs::write(&path, digits.chunks(2).map(byte).collect::<Vec<u8>>()).unwrap();
        let encoding: Encoding = name.parse().unwrap();
        let read = Document::read_ini_with(&path, &FileConfig::new().encoding(encoding)).ok();
        let ours = read.as_ref().and_then(|document| document.root().get("a")?.get("b")?.as_str().map(str::to_owned));
        if ours.as_deref() != expected.as_str() {
            differing.push(format!("{name} {hex}: Python {expected:?}, here {ours:?}"));
        }
    }
    assert!(differing.is_empty(), "{} of {}:\n{}", differing.len(), cases.len(), differing.join("\n"));
}
