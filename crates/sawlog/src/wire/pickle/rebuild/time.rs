//! `datetime`'s types, and the zones that come with them.

use jiff::civil;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::{Call, Made, text_only};
use crate::value::temporal::{Date, DateTime, Time, TimeDelta, Zone};
use crate::value::{Value, repr};
use crate::wire::error::PickleErrorKind as Kind;
use crate::wire::pickle::item::{Item, Node};
use crate::wire::pickle::names;

/// Bytes of a zone's name.
const MAX_NAME: usize = 64;

/// `datetime(b"...", zone)`, `date(b"...")`, `time(b"...", zone)`, `timedelta(...)`, `timezone(...)`.
pub(super) fn temporal(class: &str, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    if call.args.len() > 1 {
        // What a zone's name and its region may take.
        call.converter.charge(2 * MAX_NAME)?;
    }
    Ok(known(class, call))
}

fn known(class: &str, call: &Call<'_, '_, '_>) -> Option<Made> {
    let value = match (class, call.args) {
        ("datetime", [state]) => DateTime::from_pickle_state(&bytes(call, *state, 10)?).ok()?.into(),
        ("datetime", [state, zone]) => {
            let state = bytes(call, *state, 10)?;
            let zone = zone_of(call, *zone).or_else(|| zone_at(&state, region(call, *zone)?))?;
            DateTime::from_pickle_state(&state).ok()?.with_zone(zone).into()
        }
        ("date", [state]) => Date::from_pickle_state(&bytes(call, *state, 4)?).ok()?.into(),
        ("time", [state]) => Time::from_pickle_state(&bytes(call, *state, 6)?).ok()?.into(),
        ("time", [state, zone]) => {
            Time::from_pickle_state(&bytes(call, *state, 6)?).ok()?.with_zone(zone_of(call, *zone)?).into()
        }
        ("timedelta", args) => delta(args)?.into(),
        ("timezone", args) => zone(call, args)?.into(),
        _ => return None,
    };
    Some(Made::scalar(value))
}

/// `ZoneInfo._unpickle("Europe/Berlin", True)`, by itself.
pub(super) fn zone_info(call: &Call<'_, '_, '_>) -> Option<Made> {
    let text = call.text(*call.args.first()?).filter(|region| is_region(region))?;
    let mut shown = String::new();
    repr::write_repr(&Value::from(text), &mut shown).ok()?;
    Some(text_only("zoneinfo.ZoneInfo", text.to_owned(), format!("zoneinfo.ZoneInfo(key={shown})")))
}

/// The `len` bytes of a state: `bytes`, their spelling in older protocols, or the `str` of a Python 2.
fn bytes(call: &Call<'_, '_, '_>, item: Item<'_>, len: usize) -> Option<Vec<u8>> {
    let latin1 = |text: &str| {
        // A character of Latin-1 takes two bytes at most.
        (text.len() <= 2 * len).then(|| text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect())?
    };
    match item {
        Item::Bytes(bytes) => (bytes.len() == len).then(|| bytes.to_vec()),
        Item::Str(text) => latin1(text),
        _ => match names::node(item, call.converter.nodes)? {
            Node::Text(text) => latin1(text),
            Node::Object(_) => {
                let (("_codecs", "encode"), [text, _]) = called(call, item)? else { return None };
                latin1(call.text(*text)?)
            }
            _ => None,
        },
    }
}

/// What an object calls, and with what.
fn called<'p, 'a>(call: &Call<'_, 'p, 'a>, item: Item<'_>) -> Option<((&'p str, &'p str), &'p [Item<'a>])> {
    let nodes = call.converter.nodes;
    let Node::Object(object) = names::node(item, nodes)? else { return None };
    match (names::node(object.callable, nodes)?, names::node(object.args, nodes)?) {
        (Node::Global(global), Node::Tuple(args)) => Some((names::python3(global), args)),
        _ => None,
    }
}

fn delta(args: &[Item<'_>]) -> Option<TimeDelta> {
    let part = |index: usize| match args.get(index) {
        None => Some(0),
        Some(Item::Int(number)) => Some(*number),
        Some(_) => None,
    };
    TimeDelta::new(part(0)?, part(1)?, part(2)?).ok()
}

/// The arguments of a `timezone`.
fn zone<'p, 'a>(call: &Call<'_, 'p, 'a>, args: &[Item<'a>]) -> Option<Zone> {
    let (offset, name) = match args {
        [offset] => (offset, None),
        [offset, name] => (offset, Some(call.short_text(*name, MAX_NAME)?)),
        _ => return None,
    };
    let (("datetime", "timedelta"), offset) = called(call, *offset)? else { return None };
    let offset = delta(offset)?;
    let zone = if offset == TimeDelta::default() { Zone::utc() } else { Zone::fixed(offset).ok()? };
    Some(match name {
        Some(name) => zone.named(name),
        None => zone,
    })
}

/// A zone that says its offset itself.
fn zone_of(call: &Call<'_, '_, '_>, item: Item<'_>) -> Option<Zone> {
    match called(call, item)? {
        (("datetime", "timezone"), args) => zone(call, args),
        (("pytz", "_UTC"), []) => Some(Zone::utc()),
        (("pytz", "_p"), [_, Item::Int(offset), _, name]) => {
            Some(Zone::fixed(TimeDelta::new(0, *offset, 0).ok()?).ok()?.named(call.short_text(*name, MAX_NAME)?))
        }
        _ => None,
    }
}

/// The region of a `ZoneInfo`.
fn region<'p>(call: &Call<'_, 'p, '_>, item: Item<'_>) -> Option<&'p str> {
    let nodes = call.converter.nodes;
    let Node::Object(object) = names::node(item, nodes)? else { return None };
    let (Node::Object(method), Node::Tuple(args)) =
        (names::node(object.callable, nodes)?, names::node(object.args, nodes)?)
    else {
        return None;
    };
    let (owner, "_unpickle") = names::method(method.callable, method.args, nodes)? else { return None };
    if names::python3(owner) != ("zoneinfo", "ZoneInfo") {
        return None;
    }
    match (args.first()?, names::node(*args.first()?, nodes)) {
        (Item::Str(region), _) => Some(region),
        (_, Some(Node::Text(region))) => Some(region),
        _ => None,
    }
}

/// Whether a name is like those of zones, and leads nowhere else: into no parent folder, to no absolute path.
fn is_region(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_+-/".contains(c);
    (1..=MAX_NAME).contains(&name.len()) && !name.starts_with('/') && name.chars().all(is_plain)
}

/// What a region's zone is at the time of a `datetime`'s state.
fn zone_at(state: &[u8], region: &str) -> Option<Zone> {
    let &[y1, y2, month, day, hour, minute, second, ..] = state else { return None };
    let year = i16::from_be_bytes([y1, y2]);
    let fold = month & 0x80 != 0;
    let part = |byte: u8| i8::try_from(byte).ok();
    let date = civil::Date::new(year, part(month & 0x7F)?, part(day)?).ok()?;
    let time = date.to_datetime(civil::Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()?);
    // The one place where a decoder looks at something outside of the payload: the system's database of zones, by a
    // name that can be none but that of a zone in it.
    let zone = is_region(region).then(|| TimeZone::get(region))?.ok()?;
    let offset = match zone.to_ambiguous_timestamp(time).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } => {
            if fold {
                after
            } else {
                before
            }
        }
    };
    let name = zone.to_offset_info(Offset::to_timestamp(offset, time).ok()?).abbreviation().to_owned();
    let delta = TimeDelta::new(0, i64::from(offset.seconds()), 0).ok()?;
    Some(Zone::fixed(delta).ok()?.named(&name).in_region(region))
}
