//! The code pages of DOS, in which `cmd.exe` still writes. The Encoding Standard has none of them but 866.

/// A code page: ASCII below, its own characters above.
#[derive(Debug, PartialEq, Eq)]
pub struct CodePage {
    pub(super) name: &'static str,
    /// What the bytes 128 to 255 are.
    upper: &'static str,
}

static PAGES: [CodePage; 4] = [
    CodePage {
        name: "cp437",
        upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
             └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
    },
    CodePage {
        name: "cp850",
        upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
             └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}",
    },
    CodePage {
        name: "cp852",
        upper: "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
             └┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{AD}˝˛ˇ˘§÷¸°¨˙űŘř■\u{A0}",
    },
    CodePage {
        name: "cp858",
        upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
             └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}",
    },
];

impl CodePage {
    /// The code page of this name: `cp437`, `IBM437`, `437`.
    pub(super) fn of_label(label: &str) -> Option<&'static CodePage> {
        let label = label.trim().to_ascii_lowercase();
        let number = label.strip_prefix("cp").or_else(|| label.strip_prefix("ibm")).unwrap_or(&label);
        PAGES.iter().find(|page| page.name[2..] == *number)
    }

    /// The characters of the bytes from 128 on.
    pub(super) fn upper(&self) -> Vec<char> {
        self.upper.chars().collect()
    }
}

/// Decodes all of `raw`; every byte is a character.
pub(super) fn decode(upper: &[char], raw: &[u8], utf8: &mut Vec<u8>) {
    for &byte in raw {
        match upper.get(usize::from(byte).wrapping_sub(128)) {
            Some(c) => utf8.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => utf8.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_character_for_every_byte() {
        for page in &PAGES {
            assert_eq!(page.upper().len(), 128, "{}", page.name);
        }
    }

    #[test]
    fn names_and_characters() {
        for (label, bytes, text) in [
            ("cp437", &b"caf\x82 \xE1\xFF"[..], "café ß\u{A0}"),
            ("IBM850", b"\x9B\xD5", "øı"),
            ("858", b"\xD5", "€"),
            ("CP852", b"\x88\xA5", "łą"),
        ] {
            let mut utf8 = Vec::new();
            decode(&CodePage::of_label(label).unwrap().upper(), bytes, &mut utf8);
            assert_eq!(utf8, text.as_bytes(), "{label}");
        }
        assert_eq!(CodePage::of_label("cp1252"), None);
        assert_eq!(CodePage::of_label(""), None);
    }
}
