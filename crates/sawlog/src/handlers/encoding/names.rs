//! The names of encodings in Python, and what each means here.

use encoding_rs as rs;

use super::charset::{Charset, Controls};
use super::{Codec, Encoding, Order};

/// The encoding of this name, read as `codecs.lookup` reads it: case and separators do not matter.
pub(super) fn find(name: &str) -> Option<Encoding> {
    let key = normalized(name);
    // `open` itself reads this one, and knows no other way to write it.
    if key == "locale" && name != "locale" {
        return None;
    }
    let is_meant = |(module, _, aliases, _): &&Row| *module == key || aliases.split(' ').any(|alias| alias == key);
    let (_, name, _, codec) = ENCODINGS.iter().find(is_meant).filter(|_| !key.is_empty())?;
    Some(Encoding { name, codec: *codec })
}

/// Lower case, with every run of other characters than letters and digits as one underscore.
fn normalized(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut separated = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if separated && !key.is_empty() {
                key.push('_');
            }
            key.push(c.to_ascii_lowercase());
            separated = false;
        } else {
            separated = true;
        }
    }
    key
}

/// Python's module name, the codec's own name, its aliases, and the codec.
type Row = (&'static str, &'static str, &'static str, Codec);

static ENCODINGS: [Row; 51] = [
    ("utf_8", "utf-8", "utf8 u8 utf utf8_ucs2 utf8_ucs4 cp65001 locale", Codec::Utf8 { signature: false }),
    ("utf_8_sig", "utf-8-sig", "", Codec::Utf8 { signature: true }),
    ("utf_16", "utf-16", "utf16 u16", Codec::Utf16(Order::Marked)),
    ("utf_16_le", "utf-16-le", "utf_16le unicodelittleunmarked", Codec::Utf16(Order::Little)),
    ("utf_16_be", "utf-16-be", "utf_16be unicodebigunmarked", Codec::Utf16(Order::Big)),
    ("utf_32", "utf-32", "utf32 u32", Codec::Utf32(Order::Marked)),
    ("utf_32_le", "utf-32-le", "utf_32le", Codec::Utf32(Order::Little)),
    ("utf_32_be", "utf-32-be", "utf_32be", Codec::Utf32(Order::Big)),
    (
        "ascii",
        "ascii",
        "us_ascii us 646 cp367 ibm367 csascii iso646_us iso_ir_6 ansi_x3.4_1968 ansi_x3_4_1968 ansi_x3.4_1986 \
         iso_646.irv_1991",
        Codec::Ascii,
    ),
    (
        "latin_1",
        "iso8859-1",
        "latin1 latin l1 8859 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 iso_ir_100 cp819 ibm819 csisolatin1",
        Codec::Latin1,
    ),
    page("iso8859_2", "iso8859-2", "latin2 l2 iso_8859_2 iso_8859_2_1987 iso_ir_101 csisolatin2", &ISO_2),
    page("iso8859_3", "iso8859-3", "latin3 l3 iso_8859_3 iso_8859_3_1988 iso_ir_109 csisolatin3", &ISO_3),
    page("iso8859_4", "iso8859-4", "latin4 l4 iso_8859_4 iso_8859_4_1988 iso_ir_110 csisolatin4", &ISO_4),
    page("iso8859_5", "iso8859-5", "cyrillic iso_8859_5 iso_8859_5_1988 iso_ir_144 csisolatincyrillic", &ISO_5),
    page(
        "iso8859_6",
        "iso8859-6",
        "arabic asmo_708 ecma_114 iso_8859_6 iso_8859_6_1987 iso_ir_127 csisolatinarabic",
        &ISO_6,
    ),
    page(
        "iso8859_7",
        "iso8859-7",
        "greek greek8 ecma_118 elot_928 iso_8859_7 iso_8859_7_1987 iso_ir_126 csisolatingreek",
        &ISO_7,
    ),
    page("iso8859_8", "iso8859-8", "hebrew iso_8859_8 iso_8859_8_1988 iso_ir_138 csisolatinhebrew", &ISO_8),
    page("iso8859_9", "iso8859-9", "latin5 l5 iso_8859_9 iso_8859_9_1989 iso_ir_148 csisolatin5", &ISO_9),
    page("iso8859_10", "iso8859-10", "latin6 l6 iso_8859_10 iso_8859_10_1992 iso_ir_157 csisolatin6", &ISO_10),
    page("iso8859_11", "iso8859-11", "thai iso_8859_11 iso_8859_11_2001", &ISO_11),
    page("iso8859_13", "iso8859-13", "latin7 l7 iso_8859_13", &ISO_13),
    page("iso8859_14", "iso8859-14", "latin8 l8 iso_celtic iso_8859_14 iso_8859_14_1998 iso_ir_199", &ISO_14),
    page("iso8859_15", "iso8859-15", "latin9 l9 iso_8859_15", &ISO_15),
    page("iso8859_16", "iso8859-16", "latin10 l10 iso_8859_16 iso_8859_16_2001 iso_ir_226", &ISO_16),
    page("cp866", "cp866", "866 ibm866 csibm866", &CP866),
    page("cp874", "cp874", "", &CP874),
    page("cp1250", "cp1250", "1250 windows_1250", &CP1250),
    page("cp1251", "cp1251", "1251 windows_1251", &CP1251),
    page("cp1252", "cp1252", "1252 windows_1252", &CP1252),
    page("cp1253", "cp1253", "1253 windows_1253", &CP1253),
    page("cp1254", "cp1254", "1254 windows_1254", &CP1254),
    // DIFFERENCE: 0xCA is U+05BA, as on the web; Python's table has no character there.
    page("cp1255", "cp1255", "1255 windows_1255", &CP1255),
    page("cp1256", "cp1256", "1256 windows_1256", &CP1256),
    page("cp1257", "cp1257", "1257 windows_1257", &CP1257),
    page("cp1258", "cp1258", "1258 windows_1258", &CP1258),
    page("koi8_r", "koi8-r", "cskoi8r", &KOI8_R),
    // DIFFERENCE: 0xAE and 0xBE are the Belarusian short u, as on the web, not box drawings.
    page("koi8_u", "koi8-u", "", &KOI8_U),
    page("mac_roman", "mac-roman", "macintosh macroman", &MAC_ROMAN),
    page("mac_cyrillic", "mac-cyrillic", "maccyrillic", &MAC_CYRILLIC),
    // DIFFERENCE: from here on the tables are those of the WHATWG standard.
    page("big5", "big5", "big5_tw csbig5 x_mac_trad_chinese", &BIG5),
    page("big5hkscs", "big5hkscs", "big5_hkscs hkscs", &BIG5),
    page("cp950", "cp950", "950 ms950", &BIG5),
    page("gbk", "gbk", "936 cp936 ms936", &GBK),
    page(
        "gb2312",
        "gb2312",
        "chinese csiso58gb231280 euc_cn euccn eucgb2312_cn gb2312_1980 gb2312_80 iso_ir_58 x_mac_simp_chinese",
        &GBK,
    ),
    page("gb18030", "gb18030", "gb18030_2000", &GB18030),
    page("euc_jp", "euc_jp", "eucjp ujis u_jis", &EUC_JP),
    page("iso2022_jp", "iso2022_jp", "iso2022jp iso_2022_jp csiso2022jp", &ISO_2022_JP),
    page("shift_jis", "shift_jis", "shiftjis sjis s_jis csshiftjis x_mac_japanese", &SHIFT_JIS),
    page("cp932", "cp932", "932 ms932 mskanji ms_kanji windows_31j", &SHIFT_JIS),
    page("euc_kr", "euc_kr", "euckr korean ksc5601 ks_c_5601 ks_c_5601_1987 ksx1001 ks_x_1001 x_mac_korean", &EUC_KR),
    page("cp949", "cp949", "949 ms949 uhc", &EUC_KR),
];

const fn page(module: &'static str, name: &'static str, aliases: &'static str, charset: &'static Charset) -> Row {
    (module, name, aliases, Codec::Charset(charset))
}

macro_rules! charsets {
    ($($name:ident: $table:ident $controls:ident;)*) => {
        $(static $name: Charset = Charset { table: &rs::$table, controls: Controls::$controls };)*
    };
}

charsets! {
    ISO_2: ISO_8859_2_INIT Same;
    ISO_3: ISO_8859_3_INIT Same;
    ISO_4: ISO_8859_4_INIT Same;
    ISO_5: ISO_8859_5_INIT Same;
    ISO_6: ISO_8859_6_INIT Same;
    ISO_7: ISO_8859_7_INIT Same;
    ISO_8: ISO_8859_8_INIT Same;
    ISO_9: WINDOWS_1254_INIT Alone;
    ISO_10: ISO_8859_10_INIT Same;
    ISO_11: WINDOWS_874_INIT Alone;
    ISO_13: ISO_8859_13_INIT Same;
    ISO_14: ISO_8859_14_INIT Same;
    ISO_15: ISO_8859_15_INIT Same;
    ISO_16: ISO_8859_16_INIT Same;
    CP866: IBM866_INIT Same;
    CP874: WINDOWS_874_INIT Absent;
    CP1250: WINDOWS_1250_INIT Absent;
    CP1251: WINDOWS_1251_INIT Absent;
    CP1252: WINDOWS_1252_INIT Absent;
    CP1253: WINDOWS_1253_INIT Absent;
    CP1254: WINDOWS_1254_INIT Absent;
    CP1255: WINDOWS_1255_INIT Absent;
    CP1256: WINDOWS_1256_INIT Absent;
    CP1257: WINDOWS_1257_INIT Absent;
    CP1258: WINDOWS_1258_INIT Absent;
    KOI8_R: KOI8_R_INIT Same;
    KOI8_U: KOI8_U_INIT Same;
    MAC_ROMAN: MACINTOSH_INIT Same;
    MAC_CYRILLIC: X_MAC_CYRILLIC_INIT Same;
    BIG5: BIG5_INIT Same;
    GBK: GBK_INIT Same;
    GB18030: GB18030_INIT Same;
    EUC_JP: EUC_JP_INIT Same;
    ISO_2022_JP: ISO_2022_JP_INIT Same;
    SHIFT_JIS: SHIFT_JIS_INIT Same;
    EUC_KR: EUC_KR_INIT Same;
}
