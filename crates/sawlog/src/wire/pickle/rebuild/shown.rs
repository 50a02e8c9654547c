//! Values that print as the call that makes them: `deque([1, 2], maxlen=5)`.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{Call, Made};
use crate::scratch::Scratch;
use crate::value::{Foreign, Value, repr};
use crate::wire::error::PickleErrorKind as Kind;

/// A value under construction: its parts, and what is to be known of them.
pub(super) struct Shown {
    value: ShownValue,
    parts: Vec<Made>,
}

#[derive(Debug)]
struct ShownValue {
    type_name: Cow<'static, str>,
    call: &'static str,
    args: Vec<Value<'static>>,
    keywords: Vec<(Cow<'static, str>, Value<'static>)>,
    /// Where its items are looked up.
    content: Option<Value<'static>>,
}

impl Shown {
    pub(super) fn new(type_name: impl Into<Cow<'static, str>>, call: &'static str) -> Shown {
        let value =
            ShownValue { type_name: type_name.into(), call, args: Vec::new(), keywords: Vec::new(), content: None };
        Shown { value, parts: Vec::new() }
    }

    pub(super) fn arg(mut self, part: Made) -> Shown {
        self.value.args.push(part.value.clone());
        self.parts.push(part);
        self
    }

    pub(super) fn keyword(mut self, name: impl Into<Cow<'static, str>>, part: Made) -> Shown {
        self.value.keywords.push((name.into(), part.value.clone()));
        self.parts.push(part);
        self
    }

    pub(super) fn content(mut self, content: Value<'static>) -> Shown {
        self.value.content = Some(content);
        self
    }

    pub(super) fn made(self, hashable: bool) -> Made {
        Made::around(Value::shared(Arc::new(self.value)), &self.parts, hashable)
    }
}

impl Foreign for ShownValue {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.type_name)
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{}(", self.call)?;
        let mut first = true;
        for arg in &self.args {
            separate(&mut first, out)?;
            write_value_repr(arg, out)?;
        }
        for (name, value) in &self.keywords {
            separate(&mut first, out)?;
            write!(out, "{name}=")?;
            write_value_repr(value, out)?;
        }
        out.write_str(")")
    }

    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        self.keywords.iter().find(|(keyword, _)| keyword == name).map(|(_, value)| value.borrowed())
    }

    fn item(&self, key: &Value<'_>) -> Option<Value<'_>> {
        item_of(self.content.as_ref()?, key)
    }

    fn is_mapping(&self) -> bool {
        matches!(self.content, Some(Value::Dict(_)))
    }
}

fn separate(first: &mut bool, out: &mut dyn fmt::Write) -> fmt::Result {
    if std::mem::take(first) { Ok(()) } else { out.write_str(", ") }
}

/// Writes a part's `repr()`.
pub(super) fn write_value_repr(value: &Value<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut text = Scratch::take();
    repr::write_repr(value, &mut text).map_err(|_| fmt::Error)?;
    out.write_str(&text)
}

/// Writes a part's `str()`.
pub(super) fn write_value_str(value: &Value<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut text = Scratch::take();
    repr::write_str(value, &mut text).map_err(|_| fmt::Error)?;
    out.write_str(&text)
}

/// `container[key]`, by key or by position, from the end if negative.
pub(super) fn item_of<'v>(container: &'v Value<'static>, key: &Value<'_>) -> Option<Value<'v>> {
    match container {
        Value::Dict(dict) => dict.get(key).map(Value::borrowed),
        Value::List(items) | Value::Tuple(items) => {
            items.get(position(key.as_i64()?, items.len())?).map(Value::borrowed)
        }
        Value::Bytes(bytes) => bytes.get(position(key.as_i64()?, bytes.len())?).map(|byte| Value::from(*byte)),
        _ => None,
    }
}

fn position(index: i64, len: usize) -> Option<usize> {
    let len = i64::try_from(len).ok()?;
    usize::try_from(if index < 0 { index.checked_add(len)? } else { index }).ok()
}

/// `range(1, 10)`, `slice(1, None, 2)`.
pub(super) fn plain_call(class: &str, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let class = if class == "range" { "range" } else { "slice" };
    if call.args.len() != 3 {
        return Ok(None);
    }
    let mut parts = call.make_all(call.args)?;
    if class == "range" {
        if !parts.iter().all(|part| matches!(part.value, Value::Int(_) | Value::BigInt(_))) {
            return Ok(None);
        }
        if parts[2].value == Value::Int(1) {
            parts.truncate(2);
        }
    }
    let hashable = class == "range";
    Ok(Some(parts.into_iter().fold(Shown::new(class, class), Shown::arg).made(hashable)))
}

/// `types.SimpleNamespace`, its attributes in the state.
pub(super) fn namespace(call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let Some(pairs) = call.object.state.map_or(Some(&[][..]), |state| call.pairs(state)) else { return Ok(None) };
    let mut shown = Shown::new("types.SimpleNamespace", "namespace");
    for (name, value) in pairs {
        let Some(name) = call.text(*name) else { return Ok(None) };
        call.converter.charge(name.len() + 2 * size_of::<Made>())?;
        shown = shown.keyword(name.to_owned(), call.make(*value)?);
    }
    Ok(Some(shown.made(false)))
}

/// `array.array("i", [1, 2])`.
pub(super) fn array(call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let [type_code, items] = call.args else { return Ok(None) };
    let (Some(_), Some(list)) = (call.text(*type_code), call.sequence(*items)) else { return Ok(None) };
    let is_empty = list.is_empty();
    let (type_code, items) = (call.make(*type_code)?, call.make(*items)?);
    let content = items.value.clone();
    let shown = Shown::new("array.array", "array").arg(type_code);
    let shown = if is_empty { shown } else { shown.arg(items) };
    Ok(Some(shown.content(content).made(false)))
}

/// `time.struct_time`.
pub(super) fn struct_time(call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    const FIELDS: [&str; 9] =
        ["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"];
    let Some(fields) = call.args.first().and_then(|items| call.sequence(*items)) else { return Ok(None) };
    if fields.len() < FIELDS.len() {
        return Ok(None);
    }
    let parts = call.make_all(&fields[..FIELDS.len()])?;
    let content = Value::tuple(parts.iter().map(|part| part.value.clone()));
    let shown = Shown::new("time.struct_time", "time.struct_time").content(content);
    let shown = FIELDS.into_iter().zip(parts).fold(shown, |shown, (name, part)| shown.keyword(name, part));
    Ok(Some(shown.made(true)))
}
