//! Streams cut into payloads, in whatever pieces they arrive.

use proptest::prelude::*;
use sawlog::wire::{FrameDecoder, FrameError, split};

fn framed(payload: &[u8]) -> Vec<u8> {
    let mut frame = u32::try_from(payload.len()).unwrap().to_be_bytes().to_vec();
    frame.extend_from_slice(payload);
    frame
}

proptest! {
    #[test]
    fn payloads_come_out_whole_however_they_arrive(
        payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..9000), 0..12),
        pieces in prop::collection::vec(1..7000usize, 1..40),
    ) {
        let stream: Vec<u8> = payloads.iter().flat_map(|payload| framed(payload)).collect();
        let mut decoder = FrameDecoder::new(9000);
        let mut received = Vec::new();
        let (mut rest, mut sizes) = (&stream[..], pieces.iter().cycle());
        while !rest.is_empty() {
            let room = decoder.spare();
            let len = (*sizes.next().unwrap()).min(room.len()).min(rest.len());
            room[..len].copy_from_slice(&rest[..len]);
            decoder.filled(len);
            rest = &rest[len..];
            while let Some(payload) = decoder.next_frame().unwrap() {
                received.push(payload.to_vec());
            }
        }
        prop_assert!(!decoder.is_partial());
        prop_assert_eq!(received, payloads);
    }
}

#[test]
fn a_header_may_arrive_byte_by_byte() {
    let mut decoder = FrameDecoder::new(100);
    for byte in framed(b"slow") {
        assert_eq!(decoder.next_frame(), Ok(None));
        decoder.push(&[byte]);
    }
    assert_eq!(decoder.next_frame(), Ok(Some(&b"slow"[..])));
    assert!(!decoder.is_partial());
}

#[test]
fn an_announced_length_reserves_nothing() {
    let mut decoder = FrameDecoder::new(1 << 30);
    decoder.push(&(1u32 << 30).to_be_bytes());
    assert_eq!(decoder.next_frame(), Ok(None));
    assert!(decoder.spare().len() < 64 * 1024);
    assert!(decoder.is_partial());
}

#[test]
fn too_long_a_frame_ends_the_stream() {
    let mut decoder = FrameDecoder::new(10);
    decoder.push(&framed(b"fits"));
    decoder.push(b"GET / HTTP/1.1\r\n");
    assert_eq!(decoder.next_frame(), Ok(Some(&b"fits"[..])));
    let error = decoder.next_frame().unwrap_err();
    assert_eq!(error, FrameError::TooLong { announced: u32::from_be_bytes(*b"GET "), limit: 10 });
    assert!(error.to_string().contains("HTTP"), "{error}");
    assert_eq!(decoder.next_frame().unwrap_err(), error);
}

#[test]
fn the_bound_itself_is_allowed() {
    assert_eq!(split(&framed(b"0123456789"), 10), Ok(Some((&b"0123456789"[..], 14))));
    assert!(split(&framed(b"0123456789a"), 10).is_err());
}

#[test]
fn a_buffer_at_rest_is_given_back() {
    let mut decoder = FrameDecoder::new(1 << 20);
    decoder.push(&framed(&vec![7; 1 << 19]));
    decoder.shrink();
    assert_eq!(decoder.next_frame().unwrap().map(<[u8]>::len), Some(1 << 19));
    decoder.shrink();
    assert_eq!(decoder.spare().len(), 4096);
}
