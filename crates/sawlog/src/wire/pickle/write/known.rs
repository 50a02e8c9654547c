//! Values that have a type of their own in Python and none among [`Value`](crate::value::Value)'s: dates and the like.

use super::super::opcode as op;
use super::text::{write_global, write_integer, write_long, write_text};
use super::value::Writer;
use crate::error::FormatError;
use crate::value::temporal::{Date, DateTime, Time, TimeDelta, Zone};
use crate::value::{ForeignRef, Uuid};

/// Writes the value if it is such a one, and says whether it was.
pub(super) fn write(foreign: &ForeignRef<'_>, writer: &mut Writer<'_>) -> Result<bool, FormatError> {
    // A value of the program's own has none of these types, whatever it says.
    let Some(value) = foreign.get().and_then(|value| value.as_any()) else { return Ok(false) };
    // DIFFERENCE: of two same times at the end of summer time, the second stays the second; CPython's protocol 1 loses
    // which it was.
    if let Some(when) = value.downcast_ref::<DateTime>() {
        begin("datetime", writer);
        writer.bytes(&when.pickle_state());
        write_zone(when.zone(), writer);
    } else if let Some(date) = value.downcast_ref::<Date>() {
        begin("date", writer);
        writer.bytes(&date.pickle_state());
    } else if let Some(time) = value.downcast_ref::<Time>() {
        begin("time", writer);
        writer.bytes(&time.pickle_state());
        write_zone(time.zone(), writer);
    } else if let Some(delta) = value.downcast_ref::<TimeDelta>() {
        write_delta(*delta, writer);
        return Ok(true);
    } else if let Some(zone) = value.downcast_ref::<Zone>() {
        write_zone(Some(zone), writer);
        return Ok(true);
    } else if let Some(uuid) = value.downcast_ref::<Uuid>() {
        write_uuid(*uuid, writer);
        return Ok(true);
    } else {
        return Ok(false);
    }
    writer.call();
    Ok(true)
}

fn begin(class: &str, writer: &mut Writer<'_>) {
    write_global("datetime", class, writer.out);
    writer.out.push(op::MARK);
}

fn write_delta(delta: TimeDelta, writer: &mut Writer<'_>) {
    begin("timedelta", writer);
    let (days, seconds, microseconds) = delta.parts();
    for part in [days, seconds, microseconds] {
        write_integer(part, writer.out);
    }
    writer.call();
}

fn write_zone(zone: Option<&Zone>, writer: &mut Writer<'_>) {
    let Some(zone) = zone else { return };
    if let Some(region) = zone.region() {
        write_global("__builtin__", "getattr", writer.out);
        writer.out.push(op::MARK);
        write_global("zoneinfo", "ZoneInfo", writer.out);
        write_text("_unpickle", writer.out);
        writer.call();
        writer.out.push(op::MARK);
        write_text(region, writer.out);
        // From the receiver's cache, as a zone that was not made apart from it.
        write_integer(1, writer.out);
        writer.call();
        return;
    }
    begin("timezone", writer);
    write_delta(zone.offset(), writer);
    if let Some(name) = zone.given_name() {
        write_text(name, writer.out);
    }
    writer.call();
}

/// An object without its constructor's being called, and its state.
fn write_uuid(uuid: Uuid, writer: &mut Writer<'_>) {
    write_global("copy_reg", "_reconstructor", writer.out);
    writer.out.push(op::MARK);
    write_global("uuid", "UUID", writer.out);
    write_global("__builtin__", "object", writer.out);
    writer.out.push(op::NONE);
    writer.call();
    writer.out.push(op::EMPTY_DICT);
    write_text("int", writer.out);
    write_long(uuid.as_u128().to_string().as_bytes(), writer.out);
    writer.out.extend([op::SETITEM, op::BUILD]);
}
