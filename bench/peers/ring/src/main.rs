//! The floor: a ring for each thread, into whose memory it formats its message by hand; another thread makes lines of
//! them and writes many at once.

use std::fs::File;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use by_hand::LocalSecond;
use harness::line::{BASKET, LOGGER};
use harness::{CAPACITY, Peer};
use rtrb::{Consumer, Producer, RingBuffer};

/// What of a line the caller makes: the time, and its message with its length.
struct Message {
    time: SystemTime,
    text: [u8; 100],
    length: usize,
}

struct Rings {
    producers: Mutex<Vec<Option<Producer<Message>>>>,
    stop: Arc<AtomicBool>,
    writer: JoinHandle<()>,
}

impl Peer for Rings {
    fn set_up(file: &Path, producers: usize) -> anyhow::Result<Rings> {
        let file = File::create(file)?;
        let (producers, consumers) = (0..producers)
            .map(|_| RingBuffer::new(CAPACITY))
            .map(|(producer, consumer)| (Some(producer), consumer))
            .unzip();
        let stop = Arc::new(AtomicBool::new(false));
        let stopping = Arc::clone(&stop);
        let writer = std::thread::spawn(move || write(consumers, file, &stopping));
        Ok(Rings { producers: Mutex::new(producers), stop, writer })
    }

    fn producer(&self, number: usize) -> impl FnMut(u64) + Send {
        let mut producer = self.producers.lock().expect("no panic")[number].take().expect("one for each");
        move |item| {
            let mut message = Message { time: SystemTime::now(), text: [0; 100], length: 0 };
            by_hand::message(item, black_box(BASKET), |bytes| {
                message.text[message.length..message.length + bytes.len()].copy_from_slice(bytes);
                message.length += bytes.len();
            });
            while let Err(rtrb::PushError::Full(back)) = producer.push(message) {
                message = back;
                std::thread::yield_now();
            }
        }
    }

    fn drain(self) {
        self.stop.store(true, Ordering::Release);
        self.writer.join().expect("no panic");
    }
}

fn write(mut rings: Vec<Consumer<Message>>, mut file: File, stop: &AtomicBool) {
    let mut time = LocalSecond::default();
    let mut lines: Vec<u8> = Vec::with_capacity(1 << 16);
    loop {
        let stopping = stop.load(Ordering::Acquire);
        for ring in &mut rings {
            while lines.len() < lines.capacity() - 200
                && let Ok(message) = ring.pop()
            {
                by_hand::head(time.at(message.time), LOGGER, |bytes| lines.extend_from_slice(bytes));
                lines.extend_from_slice(&message.text[..message.length]);
                lines.push(b'\n');
            }
        }
        if !lines.is_empty() {
            file.write_all(&lines).expect("the file can be written");
            lines.clear();
        } else if stopping {
            return;
        } else {
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}

fn main() -> ExitCode {
    harness::main::<Rings>()
}
