//! `set`, `frozenset`, and the types of `collections`.

use std::cmp::Ordering;

use super::shown::Shown;
use super::{Call, Made};
use crate::value::{Dict, Value};
use crate::wire::error::PickleErrorKind as Kind;

/// `set([1, 2])`, `frozenset([1, 2])`.
pub(super) fn set(frozen: bool, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let items = match call.args {
        [] => &[][..],
        [items] => match call.sequence(*items) {
            Some(items) => items,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    call.converter.make_set(items, frozen, call.depth).map(Some)
}

/// `OrderedDict`, `defaultdict`, `Counter`, `deque`.
pub(super) fn collection(class: &str, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    match class {
        "OrderedDict" if call.args.is_empty() => {
            let dict = call.converter.make_dict(&call.object.pairs, call.depth + 1)?;
            Ok(Some(mapping(Shown::new("collections.OrderedDict", "OrderedDict"), dict)))
        }
        "defaultdict" if call.args.len() <= 1 => {
            let factory = match call.args {
                [factory] => call.make(*factory)?,
                _ => Made::scalar(Value::None),
            };
            let dict = call.converter.make_dict(&call.object.pairs, call.depth + 1)?;
            let content = dict.value.clone();
            let shown = Shown::new("collections.defaultdict", "defaultdict").arg(factory).arg(dict);
            Ok(Some(shown.content(content).made(false)))
        }
        "Counter" => counter(call),
        "deque" => deque(call),
        _ => Ok(None),
    }
}

/// Prints without an empty dict.
// DIFFERENCE: an OrderedDict prints as a dict of its items, as since Python 3.12; before, as a list of pairs.
fn mapping(shown: Shown, dict: Made) -> Made {
    let content = dict.value.clone();
    let is_empty = matches!(&content, Value::Dict(dict) if dict.is_empty());
    let shown = if is_empty { shown } else { shown.arg(dict) };
    shown.content(content).made(false)
}

fn counter(call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let pairs = match call.args {
        [] => &[][..],
        [dict] => match call.pairs(*dict) {
            Some(pairs) => pairs,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let mut made = call.converter.make_dict(pairs, call.depth + 1)?;
    if let Value::Dict(dict) = &made.value {
        made.value = most_common(dict).into();
    }
    Ok(Some(mapping(Shown::new("collections.Counter", "Counter"), made)))
}

/// The most frequent first, as a `Counter` prints; as it is, if the counts do not compare.
fn most_common(dict: &Dict) -> Dict {
    let mut pairs: Vec<_> = dict.iter().map(|(key, count)| (key.clone(), count.clone())).collect();
    if pairs.iter().all(|(_, count)| count.as_f64().is_some_and(|count| !count.is_nan())) {
        pairs.sort_by(|(_, a), (_, b)| compare(b, a));
    }
    pairs.into_iter().collect()
}

fn compare(a: &Value<'_>, b: &Value<'_>) -> Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
    }
}

fn deque(call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let first = match call.args.first() {
        None => &[][..],
        Some(items) => match call.sequence(*items) {
            Some(items) => items,
            None => return Ok(None),
        },
    };
    let items: Vec<_> = first.iter().chain(&call.object.items).copied().collect();
    let parts = call.make_all(&items)?;
    let values = Value::list(parts.iter().map(|part| part.value.clone()));
    let list = Made::around(values, &parts, false);
    let content = list.value.clone();
    let mut shown = Shown::new("collections.deque", "deque").arg(list);
    if let Some(max_len) = call.args.get(1) {
        let max_len = call.make(*max_len)?;
        if !max_len.value.is_none() {
            shown = shown.keyword("maxlen", max_len);
        }
    }
    Ok(Some(shown.content(content).made(false)))
}
