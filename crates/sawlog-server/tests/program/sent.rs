//! Frames as clients send them, made by hand.

/// A frame around a payload.
pub(crate) fn frame(payload: &[u8]) -> Vec<u8> {
    let mut frame = u32::try_from(payload.len()).unwrap().to_be_bytes().to_vec();
    frame.extend_from_slice(payload);
    frame
}

/// A frame with a record, pickled in protocol 1 as Python's handler does.
pub(crate) fn record(name: &str, level: u8, msg: &str) -> Vec<u8> {
    let mut pickle = b"}(".to_vec();
    put_text(&mut pickle, "name");
    put_text(&mut pickle, name);
    put_text(&mut pickle, "msg");
    put_text(&mut pickle, msg);
    put_text(&mut pickle, "args");
    pickle.push(b'N');
    put_text(&mut pickle, "levelno");
    pickle.extend([b'K', level]);
    put_text(&mut pickle, "levelname");
    put_text(&mut pickle, if level >= 30 { "WARNING" } else { "INFO" });
    put_text(&mut pickle, "created");
    pickle.push(b'G');
    pickle.extend(1_700_000_000.5f64.to_be_bytes());
    put_text(&mut pickle, "process");
    pickle.extend([b'K', 7]);
    pickle.extend(b"u.");
    frame(&pickle)
}

/// Frames with records of which each has its number.
pub(crate) fn records(name: &str, count: usize) -> Vec<u8> {
    (0..count).flat_map(|number| record(name, 20, &format!("number {number}"))).collect()
}

fn put_text(pickle: &mut Vec<u8>, text: &str) {
    pickle.push(b'X');
    pickle.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    pickle.extend(text.as_bytes());
}
