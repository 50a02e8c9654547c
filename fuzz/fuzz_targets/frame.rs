//! A stream: cut into the same payloads however it arrives.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sawlog::wire::{FrameDecoder, FrameError, split};

const MAX_LEN: usize = 5000;

fuzz_target!(|input: (Vec<u8>, Vec<u8>)| {
    let (stream, sizes) = input;
    let mut expected = Vec::new();
    let mut rest = &stream[..];
    let end = loop {
        match split(rest, MAX_LEN) {
            Ok(Some((payload, taken))) => {
                expected.push(payload.to_vec());
                rest = &rest[taken..];
            }
            other => break other.map(drop),
        }
    };
    assert_eq!(arrive(&stream, &sizes), (expected, end));
});

/// What comes out of a decoder that reads pieces of these sizes.
fn arrive(mut stream: &[u8], sizes: &[u8]) -> (Vec<Vec<u8>>, Result<(), FrameError>) {
    let mut decoder = FrameDecoder::new(MAX_LEN);
    let mut payloads = Vec::new();
    let mut sizes = sizes.iter().cycle();
    loop {
        loop {
            match decoder.next_frame() {
                Ok(Some(payload)) => payloads.push(payload.to_vec()),
                Ok(None) => break,
                Err(error) => return (payloads, Err(error)),
            }
        }
        if stream.is_empty() {
            return (payloads, Ok(()));
        }
        let room = decoder.spare();
        assert!(room.len() <= 4 * (MAX_LEN + 4096));
        let size = sizes.next().map_or(1000, |size| 1 + usize::from(*size) * 16);
        let len = size.min(room.len()).min(stream.len());
        room[..len].copy_from_slice(&stream[..len]);
        decoder.filled(len);
        stream = &stream[len..];
    }
}
