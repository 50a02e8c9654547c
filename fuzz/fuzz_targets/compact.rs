//! One compact record: decoded, written, decoded again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sawlog::wire::{Limits, record_from_compact, write_compact};

fuzz_target!(|payload: &[u8]| {
    let limits = Limits::default();
    let Ok(record) = record_from_compact(payload, &limits) else { return };
    let mut first = Vec::new();
    if write_compact(&record, &mut first).is_err() {
        return;
    }
    let mut roomy = Limits::default();
    roomy.memory *= 4;
    let again = record_from_compact(&first, &roomy).expect("what was written is not read");
    let mut second = Vec::new();
    write_compact(&again, &mut second).unwrap();
    let third = record_from_compact(&second, &roomy).expect("what was written is not read");
    assert_eq!(again.extras().count(), third.extras().count());
});
