//! Numbers drawn from a seed, and an order without a list.

/// What a number is drawn for: two draws for the same file must not follow each other.
#[derive(Debug, Clone, Copy)]
pub(super) enum Draw {
    Rank,
    Access,
    Event,
    User,
    LargeDir,
    DirStart,
    DirDepth,
    DirKind,
    Word,
    Extension,
    Scale,
    Size,
    Age,
    Read,
    Created,
    Hour,
    Owner,
}

/// The number that a seed gives for this purpose and this file.
pub(super) fn draw(seed: u64, what: Draw, number: u64) -> u64 {
    mix(mix(seed.wrapping_add(what as u64)).wrapping_add(number))
}

/// One step of SplitMix64: neighbours get numbers that have nothing in common.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

const ROUNDS: usize = 4;

/// The numbers below `size`, each once, in no order: a Feistel network over a rectangle of at least `size` places.
#[derive(Debug, Clone)]
pub(super) struct Shuffle {
    size: u64,
    height: u64,
    width: u64,
    keys: [u64; ROUNDS],
}

impl Shuffle {
    /// `size` is at least 1.
    pub(super) fn new(seed: u64, what: Draw, size: u64) -> Shuffle {
        let height = size.isqrt();
        let keys = [0, 1, 2, 3].map(|round| draw(seed, what, round));
        Shuffle { size, height, width: size.div_ceil(height), keys }
    }

    /// The number at a place.
    pub(super) fn at(&self, place: u64) -> u64 {
        self.walk(place, |shuffle, mut x, mut y| {
            for round in 0..ROUNDS {
                if round % 2 == 0 {
                    y = (y + shuffle.step(round, x, shuffle.height)) % shuffle.height;
                } else {
                    x = (x + shuffle.step(round, y, shuffle.width)) % shuffle.width;
                }
            }
            (x, y)
        })
    }

    /// The place of a number.
    pub(super) fn place(&self, number: u64) -> u64 {
        self.walk(number, |shuffle, mut x, mut y| {
            for round in (0..ROUNDS).rev() {
                if round % 2 == 0 {
                    y = (y + shuffle.height - shuffle.step(round, x, shuffle.height)) % shuffle.height;
                } else {
                    x = (x + shuffle.width - shuffle.step(round, y, shuffle.width)) % shuffle.width;
                }
            }
            (x, y)
        })
    }

    fn step(&self, round: usize, half: u64, below: u64) -> u64 {
        mix(self.keys[round].wrapping_add(half)) % below
    }

    /// The rectangle has a few places more than `size`. From one of those the walk goes on until it is back inside.
    fn walk(&self, mut number: u64, turn: impl Fn(&Shuffle, u64, u64) -> (u64, u64)) -> u64 {
        loop {
            let (x, y) = turn(self, number % self.width, number / self.width);
            number = y * self.width + x;
            if number < self.size {
                return number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_one_place() {
        for size in [1, 2, 3, 10, 99, 100, 101, 4_097] {
            let shuffle = Shuffle::new(7, Draw::Rank, size);
            let mut seen = vec![false; size as usize];
            for place in 0..size {
                let number = shuffle.at(place);
                assert!(!std::mem::replace(&mut seen[number as usize], true), "{number} twice in {size}");
                assert_eq!(shuffle.place(number), place);
            }
        }
    }

    #[test]
    fn neighbours_are_torn_apart() {
        let shuffle = Shuffle::new(7, Draw::Rank, 100_000);
        let near = (1..100_000).filter(|place| shuffle.at(*place).abs_diff(shuffle.at(place - 1)) < 1_000);
        // A random order has some 2,000 such pairs.
        assert!((1_700..2_300).contains(&near.count()));
    }
}
