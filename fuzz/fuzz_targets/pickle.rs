//! One pickle: decoded, printed, copied and dropped.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sawlog::value::repr;
use sawlog::wire::{Limits, pickle, record_from_pickle};

fuzz_target!(|payload: &[u8]| {
    let mut limits = Limits::default();
    (limits.items, limits.memory) = (100_000, 4 << 20);
    if let Ok(value) = pickle::decode(payload, &limits) {
        let mut text = String::new();
        let _ = repr::write_repr(&value, &mut text);
        // A number and the dots that say that something is missing may pass the bound.
        assert!(text.len() <= repr::MAX_TEXT + 64);
        assert_eq!(value.clone().into_owned().type_name(), value.type_name());
    }
    if let Ok(record) = record_from_pickle(payload, &limits) {
        let _ = record.message();
        assert!(record.extras().count() <= limits.attributes);
        drop(record.into_owned());
    }
});
