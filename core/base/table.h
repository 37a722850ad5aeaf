// Table: the only container of the World. A map stored as a sorted array in shared chunks.
//
// A copy shares everything (two words), so a copy of the whole world works as a restore point, and
// an informer's cache is a copy of the store's table. The first write after a copy clones the list
// of chunks, and each written chunk once. Iteration is always in key order.
//
// Measured on a prototype with 155,000 entries in wasm: 13 bytes of index an entry.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/check.h"

namespace podfall {

template <class K, class V>
class Table {
public:
    struct Entry {
        K key;
        V value;
    };

private:
    // A full chunk is split in two, so chunks are at least half full unless entries were erased. 64
    // balances the cost of cloning a chunk against the length of the chunk list; large entries
    // (a kubelet's pods, containers) cost more to clone.
    static constexpr std::size_t chunk_limit = sizeof(Entry) > 256 ? 8 : 64;
    using Chunk = std::vector<Entry>;
    using Chunks = std::vector<std::shared_ptr<Chunk>>;

public:
    class Iterator {
    public:
        const Entry& operator*() const { return (*(*chunks_)[chunk_])[index_]; }
        const Entry* operator->() const { return &**this; }
        Iterator& operator++() {
            if (++index_ == (*chunks_)[chunk_]->size()) {
                ++chunk_;
                index_ = 0;
            }
            return *this;
        }
        bool operator==(const Iterator& o) const {
            return chunk_ == o.chunk_ && index_ == o.index_;
        }

    private:
        friend class Table;
        Iterator(const Chunks* chunks, std::size_t chunk, std::size_t index)
            : chunks_(chunks), chunk_(chunk), index_(index) {}
        const Chunks* chunks_;
        std::size_t chunk_;
        std::size_t index_;
    };

    // Iterators are valid until the next write to this table; writes to a copy do not affect them.
    Iterator begin() const { return {chunks_.get(), 0, 0}; }
    Iterator end() const { return {chunks_.get(), chunk_count(), 0}; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    // The first entry whose key is not less than `key`.
    template <class Q>
    Iterator lower_bound(const Q& key) const {
        const std::size_t c = chunk_for(key);
        if (c == chunk_count()) return end();
        const Chunk& chunk = *(*chunks_)[c];
        return {chunks_.get(), c, index_in(chunk, key)};
    }

    // The value under `key`, or null.
    template <class Q>
    const V* find(const Q& key) const {
        const Iterator it = lower_bound(key);
        return it == end() || key < it->key ? nullptr : &it->value;
    }
    template <class Q>
    bool contains(const Q& key) const {
        return find(key) != nullptr;
    }

    // The value under `key` for writing, or null. Valid until the next write to or copy of this
    // table.
    template <class Q>
    V* edit(const Q& key) {
        const Iterator it = lower_bound(key);
        if (it == end() || key < it->key) return nullptr;
        return &own_chunk(it.chunk_)[it.index_].value;
    }

    // Sets the value under `key`, inserting it when it is missing; returns it for writing.
    V& set(K key, V value) {
        if (V* old = edit(key)) {
            *old = std::move(value);
            return *old;
        }
        return insert(std::move(key), std::move(value));
    }

    // The value under `key` for writing, default-constructed when it is missing.
    V& at_or_new(const K& key) {
        if (V* old = edit(key)) return *old;
        return insert(K(key), V{});
    }

    // False when there was no such entry.
    template <class Q>
    bool erase(const Q& key) {
        const Iterator it = lower_bound(key);
        if (it == end() || key < it->key) return false;
        const std::size_t c = it.chunk_, i = it.index_;
        Chunk& chunk = own_chunk(c);
        chunk.erase(chunk.begin() + static_cast<std::ptrdiff_t>(i));
        if (chunk.empty()) chunks_->erase(chunks_->begin() + static_cast<std::ptrdiff_t>(c));
        --size_;
        return true;
    }

    // The entries lie in runs, counted from 0; {null, 0} is behind the last.
    std::pair<const Entry*, std::size_t> run(std::size_t i) const {
        if (i >= chunk_count()) return {nullptr, 0};
        return {(*chunks_)[i]->data(), (*chunks_)[i]->size()};
    }

    void clear() {
        chunks_.reset();
        size_ = 0;
    }

private:
    std::size_t chunk_count() const { return chunks_ ? chunks_->size() : 0; }

    // The chunk that holds the first key not less than `key`; chunk_count() when there is none.
    template <class Q>
    std::size_t chunk_for(const Q& key) const {
        if (!chunks_) return 0;
        const auto it = std::partition_point(chunks_->begin(), chunks_->end(),
                                             [&](const auto& c) { return c->back().key < key; });
        return static_cast<std::size_t>(it - chunks_->begin());
    }

    template <class Q>
    static std::size_t index_in(const Chunk& chunk, const Q& key) {
        const auto it = std::partition_point(chunk.begin(), chunk.end(),
                                             [&](const Entry& e) { return e.key < key; });
        return static_cast<std::size_t>(it - chunk.begin());
    }

    Chunks& own_chunks() {
        if (!chunks_) chunks_ = std::make_shared<Chunks>();
        if (chunks_.use_count() != 1) chunks_ = std::make_shared<Chunks>(*chunks_);
        return *chunks_;
    }

    Chunk& own_chunk(std::size_t c) {
        std::shared_ptr<Chunk>& chunk = own_chunks()[c];
        if (chunk.use_count() != 1) chunk = std::make_shared<Chunk>(*chunk);
        return *chunk;
    }

    V& insert(K&& key, V&& value) {
        ++size_;
        if (own_chunks().empty()) chunks_->push_back(std::make_shared<Chunk>());
        // A key beyond the last is appended to the last chunk; keys ordered by time always are.
        std::size_t c = std::min(chunk_for_insert(key), chunks_->size() - 1);
        if (own_chunk(c).size() == chunk_limit) c = split_for(c, key);
        Chunk& chunk = own_chunk(c);
        const std::size_t i = index_in(chunk, key);
        return chunk
            .insert(chunk.begin() + static_cast<std::ptrdiff_t>(i),
                    Entry{std::move(key), std::move(value)})
            ->value;
    }

    std::size_t chunk_for_insert(const K& key) const { return size_ == 1 ? 0 : chunk_for(key); }

    // Splits the full chunk `c` and returns the half that `key` belongs to. A key at the very end
    // gets a new chunk instead, so that appending leaves full chunks behind.
    std::size_t split_for(std::size_t c, const K& key) {
        Chunk& chunk = own_chunk(c);
        const bool append = c + 1 == chunks_->size() && chunk.back().key < key;
        auto upper = std::make_shared<Chunk>();
        if (!append) {
            const auto middle = chunk.begin() + chunk_limit / 2;
            upper->assign(std::make_move_iterator(middle), std::make_move_iterator(chunk.end()));
            chunk.erase(middle, chunk.end());
        }
        const bool in_upper = append || chunk.back().key < key;
        chunks_->insert(chunks_->begin() + static_cast<std::ptrdiff_t>(c) + 1, std::move(upper));
        return in_upper ? c + 1 : c;
    }

    std::shared_ptr<Chunks> chunks_;
    std::size_t size_ = 0;
};

}  // namespace podfall
