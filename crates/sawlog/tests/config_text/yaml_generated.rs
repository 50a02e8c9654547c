//! Generated YAML texts, the same in every run, against PyYAML.

use sawlog::config::Format;

use super::python;

const TEXTS: usize = 2000;

const WORDS: &[&str] = &[
    "a",
    "b c",
    "level",
    "yes",
    "No",
    "~",
    "null",
    "12",
    "-7",
    "0644",
    "0x1f",
    "1:30",
    "1_0",
    "1.5",
    "1e5",
    "1.0e+5",
    ".inf",
    "2001-02-03",
    "2001-02-03 04:05:06",
    "'q'",
    "\"d\\n\"",
    "'it''s'",
    "\"\\u00e9\"",
    "''",
    "ext://sys.stdout",
    "%(x)s",
    "'%(x)s'",
    "a:b",
    "a#b",
    "x, y",
    "{m}",
    "!!str 1",
    "!!int '3'",
    "&n 1",
    "é",
    "10.5.1",
    "127.0.0.1:80",
    "--",
    "=",
    "<<",
];

/// Characters out of which plain scalars are thrown together for the resolver.
const SOUP: &[char] = &['0', '1', '7', '9', '_', '.', ':', '-', '+', 'e', 'E', 'x', 'b', 'a', 'f', 'n', 'T', 'Z', ' '];

/// What `yaml.rs` lists among the known differences.
fn is_disputed(text: &str) -> bool {
    text.starts_with(':') || text.starts_with("- :") || matches!(text, "-" | "...")
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn word(&mut self) -> String {
        if self.below(3) > 0 {
            return WORDS[self.below(WORDS.len())].to_owned();
        }
        let length = 1 + self.below(8);
        let soup: String = (0..length).map(|_| SOUP[self.below(SOUP.len())]).collect();
        let soup = soup.trim();
        if is_disputed(soup) { "0".to_owned() } else { soup.to_owned() }
    }

    fn key(&mut self) -> String {
        ["a", "b", "c d", "1", "'q'", "yes", "x.y", "<<"][self.below(8)].to_owned()
    }

    fn flow(&mut self, depth: usize) -> String {
        let count = self.below(4);
        match self.below(4) {
            0 if depth < 3 => {
                let items: Vec<String> = (0..count).map(|_| self.flow(depth + 1)).collect();
                format!("[{}]", items.join(", "))
            }
            1 if depth < 3 => {
                let pairs: Vec<String> =
                    (0..count).map(|_| format!("{}: {}", self.key(), self.flow(depth + 1))).collect();
                format!("{{{}}}", pairs.join(", "))
            }
            _ => self.word(),
        }
    }

    fn block(&mut self, indent: usize, depth: usize, out: &mut String) {
        let pad = " ".repeat(indent);
        let count = 1 + self.below(3);
        let is_list = self.below(3) == 0;
        for _ in 0..count {
            out.push_str(&pad);
            out.push_str(&if is_list { "-".to_owned() } else { format!("{}:", self.key()) });
            match self.below(8) {
                0 | 1 if depth < 3 => {
                    out.push('\n');
                    let step = 1 + self.below(3);
                    self.block(indent + step, depth + 1, out);
                    continue;
                }
                2 => {
                    let header = ["|", ">", "|-", ">+", "|+", ">-"][self.below(6)];
                    out.push_str(&format!(" {header}\n"));
                    for _ in 0..1 + self.below(3) {
                        let word = self.word();
                        let more = self.below(2);
                        out.push_str(&format!("{}{word}\n", " ".repeat(indent + 2 + more)));
                        if self.below(4) == 0 {
                            out.push('\n');
                        }
                    }
                    continue;
                }
                3 => {
                    let (word, more) = (self.word(), self.word());
                    out.push_str(&format!(" {word}\n{}{more}", " ".repeat(indent + 1)));
                }
                4 => out.push_str(&format!(" {} # note", self.word())),
                5 => {}
                _ => out.push_str(&format!(" {}", self.flow(0))),
            }
            out.push('\n');
        }
    }
}

#[test]
fn generated_texts_read_as_in_pyyaml() {
    let mut random = Random(0x5AB1_06E5_1234_5677);
    let texts: Vec<String> = (0..TEXTS)
        .map(|_| {
            let mut text = String::new();
            random.block(0, 0, &mut text);
            text
        })
        .collect();
    python::assert_same("yaml", Format::Yaml, &texts);
}

#[test]
fn generated_scalars_read_as_in_pyyaml() {
    let mut random = Random(0x0123_4567_89AB_CDEF);
    let texts: Vec<String> = (0..TEXTS * 4)
        .map(|_| {
            let length = 1 + random.below(10);
            let soup: String = (0..length).map(|_| SOUP[random.below(SOUP.len())]).collect();
            soup.trim().to_owned()
        })
        .filter(|text| !is_disputed(text))
        .collect();
    python::assert_same("yaml", Format::Yaml, &texts);
}
