//! Tokens of service accounts.

use parvis::auth::secret::{generate, matches, parse};
use sha2::{Digest, Sha256};

use super::issuer::clock;

#[test]
fn a_token_says_which_it_is_and_proves_it() {
    let (id, text, hash) = generate(&clock());
    assert_eq!(text.len(), "parvis_".len() + 26 + 1 + 43 + 1 + 8);
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)));
    assert_eq!(parse(&text), Some((id, hash)));
    assert_eq!(<[u8; 32]>::from(Sha256::digest(&text)), hash);
    assert!(matches(&hash, &hash));

    let (other, other_text, other_hash) = generate(&clock());
    assert_ne!((id, &text), (other, &other_text));
    for kept in [&other_hash[..], &hash[..31], &[]] {
        assert!(!matches(&hash, kept));
    }
}

#[test]
fn any_changed_character_is_noticed() {
    let (_, text, _) = generate(&clock());
    assert!(parse(&text).is_some());
    for place in 0..text.len() {
        for other in ["0", "z", "A", "_", "-"] {
            let mut changed = text.clone();
            changed.replace_range(place..=place, other);
            assert!(changed == text || parse(&changed).is_none(), "{changed}");
        }
        assert!(parse(&text[..place]).is_none());
        assert!(parse(&text[place + 1..]).is_none());
    }
    for odd in
        ["", "parvis_", "parvis__", "_", "pärvis_ä_ö_ü", &format!("{text}0"), &format!(" {text}")]
    {
        assert!(parse(odd).is_none(), "{odd}");
    }
}
