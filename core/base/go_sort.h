// Go's sort.Sort as of Go 1.19, which built the real kubectl that the tests compare with: a
// pattern-defeating quicksort. It is not stable above a dozen elements, so the order of equal
// elements is visible in kubectl's output. Models Go's package sort.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace podfall {

template <class T, class Less>
class GoSort {
public:
    GoSort(std::vector<T>& list, Less less) : list_(list), less_(less) {}

    void run() { sort(0, list_.size(), bit_length(list_.size())); }

private:
    using Index = std::size_t;
    enum class Hint : std::uint8_t { unknown, increasing, decreasing };
    struct Pivot {
        Index at;
        Hint hint;
    };

    static constexpr Index small = 12, ninther = 50;
    static constexpr int most_exchanges =
        12;  // swaps of a ninther; this many mean that the order is reversed

    static int bit_length(Index n) {
        int bits = 0;
        for (; n > 0; n >>= 1) ++bits;
        return bits;
    }

    bool less(Index i, Index j) const { return less_(list_[i], list_[j]); }
    void exchange(Index i, Index j) {
        if (i != j) std::swap(list_[i], list_[j]);
    }

    // Sifts an element down within the heap that begins at `from`.
    void sink(Index i, Index from) {
        for (; i > from && less(i, i - 1); --i) exchange(i, i - 1);
    }

    void sort(Index from, Index to, int limit) {
        bool balanced = true, partitioned = true;
        while (to - from > small) {
            if (limit == 0) return heap(from, to);
            if (!balanced) {
                break_pattern(from, to);
                --limit;
            }
            Pivot pivot = choose(from, to);
            if (pivot.hint == Hint::decreasing) {
                for (Index i = from, j = to - 1; i < j; ++i, --j) exchange(i, j);
                pivot = {to - 1 - (pivot.at - from), Hint::increasing};
            }
            if (balanced && partitioned && pivot.hint == Hint::increasing &&
                nearly_sorted(from, to))
                return;
            if (from > 0 && !less(from - 1, pivot.at)) {
                from = split_equal(from, to, pivot.at);
                continue;
            }
            const Index middle = split(from, to, pivot.at, partitioned);
            const Index left = middle - from, right = to - middle, least = (to - from) / 8;
            balanced = (left < right ? left : right) >= least;
            if (left < right) {
                sort(from, middle, limit);
                from = middle + 1;
            } else {
                sort(middle + 1, to, limit);
                to = middle;
            }
        }
        for (Index i = from + 1; i < to; ++i) sink(i, from);
    }

    // Moves smaller elements before the pivot and larger ones behind it; returns the pivot's new
    // place.
    Index split(Index from, Index to, Index pivot, bool& was_split) {
        exchange(from, pivot);
        Index i = from + 1, j = to - 1;
        for (was_split = true;; was_split = false, exchange(i++, j--)) {
            while (i <= j && less(i, from)) ++i;
            while (i <= j && !less(j, from)) --j;
            if (i > j) break;
        }
        exchange(j, from);
        return j;
    }

    // Moves elements equal to the pivot to the front; returns where the larger ones begin.
    Index split_equal(Index from, Index to, Index pivot) {
        exchange(from, pivot);
        Index i = from + 1, j = to - 1;
        for (;; exchange(i++, j--)) {
            while (i <= j && !less(from, i)) ++i;
            while (i <= j && less(from, j)) --j;
            if (i > j) return i;
        }
    }

    // Fixes up to five out-of-order places; false when more would be needed.
    bool nearly_sorted(Index from, Index to) {
        Index i = from + 1;
        for (int step = 0; step < 5; ++step) {
            while (i < to && !less(i, i - 1)) ++i;
            if (i == to) return true;
            if (to - from < ninther) return false;
            exchange(i, i - 1);
            if (i - from >= 2) sink(i - 1, 0);
            for (Index j = i + 1; to - i >= 2 && j < to && less(j, j - 1); ++j) exchange(j, j - 1);
        }
        return false;
    }

    void break_pattern(Index from, Index to) {
        const Index length = to - from;
        if (length < 8) return;
        std::uint64_t random = length;
        const std::uint64_t modulus = std::uint64_t{1} << bit_length(length);
        const Index middle = from + length / 4 * 2 - 1;
        for (Index i = 0; i < 3; ++i) {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            auto other = static_cast<Index>(random & (modulus - 1));
            if (other >= length) other -= length;
            exchange(middle - 1 + i, from + other);
        }
    }

    Pivot choose(Index from, Index to) const {
        const Index length = to - from;
        Index i = from + length / 4, j = from + length / 4 * 2, k = from + length / 4 * 3;
        int exchanges = 0;
        if (length >= 8) {
            if (length >= ninther)
                for (Index* near : {&i, &j, &k})
                    *near = median(*near - 1, *near, *near + 1, exchanges);
            j = median(i, j, k, exchanges);
        }
        return {j, exchanges == 0                ? Hint::increasing
                   : exchanges == most_exchanges ? Hint::decreasing
                                                 : Hint::unknown};
    }

    Index median(Index a, Index b, Index c, int& exchanges) const {
        const auto order = [&](Index& x, Index& y) {
            if (!less(y, x)) return;
            std::swap(x, y);
            ++exchanges;
        };
        order(a, b);
        order(b, c);
        order(a, b);
        return b;
    }

    void sift(Index from, Index root, Index size) {
        for (Index child = 2 * root + 1; child < size; root = child, child = 2 * root + 1) {
            if (child + 1 < size && less(from + child, from + child + 1)) ++child;
            if (!less(from + root, from + child)) return;
            exchange(from + root, from + child);
        }
    }

    void heap(Index from, Index to) {
        const Index size = to - from;
        for (Index i = (size + 1) / 2; i-- > 0;) sift(from, i, size);
        for (Index i = size; i-- > 0;) {
            exchange(from, from + i);
            sift(from, 0, i);
        }
    }

    std::vector<T>& list_;
    Less less_;
};

template <class T, class Less>
void go_sort(std::vector<T>& list, Less less) {
    GoSort<T, Less>(list, less).run();
}

}  // namespace podfall
