//! `links → sets`: joins things along links, unless something speaks against it.

/// Sets of the things `0..n`, each thing in one of them.
pub struct Sets {
    set_of: Vec<u32>,
    members: Vec<Vec<u32>>,
}

impl Sets {
    /// Each thing in a set of its own.
    pub fn new(n: usize) -> Sets {
        let all = 0..n as u32;
        Sets {
            set_of: all.clone().collect(),
            members: all.map(|at| vec![at]).collect(),
        }
    }

    /// The number of the set that a thing is in.
    pub fn set_of(&self, thing: u32) -> u32 {
        self.set_of[thing as usize]
    }

    /// The things in the set of a thing.
    pub fn with(&self, thing: u32) -> &[u32] {
        &self.members[self.set_of(thing) as usize]
    }

    /// All sets of two or more.
    pub fn large(&self) -> impl Iterator<Item = &[u32]> {
        let members = self.members.iter().map(Vec::as_slice);
        members.filter(|members| members.len() > 1)
    }

    /// Joins the sets of two things, if the set has `max` things at most and no pair of the two
    /// sets is refused; tells whether the two are in one set then.
    pub fn join(
        &mut self,
        a: u32,
        b: u32,
        max: usize,
        is_refused: &dyn Fn(u32, u32) -> bool,
    ) -> bool {
        let (mut into, mut from) = (self.set_of(a), self.set_of(b));
        if into == from {
            return true;
        }
        let (left, right) = (self.with(a), self.with(b));
        if left.len() + right.len() > max {
            return false;
        }
        let pairs = |x: &u32| right.iter().any(|y| is_refused(*x, *y));
        if left.iter().any(pairs) {
            return false;
        }
        if left.len() < right.len() {
            std::mem::swap(&mut into, &mut from);
        }
        let moved = std::mem::take(&mut self.members[from as usize]);
        for thing in &moved {
            self.set_of[*thing as usize] = into;
        }
        self.members[into as usize].extend(moved);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_pair_stays_apart_however_long_the_chain() {
        let mut sets = Sets::new(4);
        let refused = |x, y| (x, y) == (0, 3) || (y, x) == (0, 3);
        assert!(sets.join(0, 1, 9, &refused));
        assert!(sets.join(2, 3, 9, &refused));
        assert!(!sets.join(1, 2, 9, &refused));
        assert_eq!(sets.with(0), [0, 1]);
        assert_eq!(sets.large().count(), 2);
    }

    #[test]
    fn a_set_grows_to_its_bound_only() {
        let mut sets = Sets::new(3);
        assert!(sets.join(0, 1, 2, &|_, _| false));
        assert!(!sets.join(1, 2, 2, &|_, _| false));
    }
}
