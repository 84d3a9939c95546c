// A collection tree on the radios of a field: a flood from the sink builds it, readings go up it.
//
// After TAG (Madden et al., OSDI 2002) and CTP (Gnawali et al., SenSys 2009), with less than they
// have: links do not change, so that whoever was first heard is the parent and no beacon keeps the
// tree, nothing is sent twice but by the MAC, and nodes spend no time. Each of these makes the tree
// cheaper.

#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"

#include <cstdint>
#include <cstring>
#include <set>
#include <vector>

namespace samara
{

namespace tree
{

const int REQUEST_BYTES = 20; // type, query, hops, tag, aggregate, circle of 3 numbers, epoch
const int READING_BYTES = 12; // type, query, node, count, value
const int64_t JITTER_NS = 50'000'000;
const int64_t SLOT_NS = 100'000'000; // in which the nodes of one depth send
const int MOST_DEPTH = 60;

enum Type
{
    REQUEST = 1,
    READING = 2
};

struct Node
{
    int parent = -1;
    int depth = -1;
    bool reads = false;
    int32_t reading = 0;
    bool passes = true; // requests on
    int joined = 0;     // readings of its children, with its own
    int32_t most = INT32_MIN;
};

std::vector<Node> nodes;
int root;
bool aggregates;
int arrived; // readings that the root knows
int32_t hottest;
ns3::Ptr<ns3::UniformRandomVariable> chance;

void
Put(int at, int32_t value)
{
    std::memcpy(buffer + at, &value, 4);
}

void
Join(Node& own, int count, int32_t most)
{
    own.joined += count;
    own.most = std::max(own.most, most);
}

void
SendReading(int number, int count, int32_t value)
{
    buffer[0] = READING;
    Put(1, count);
    Put(5, value);
    Send(number, nodes[number].parent, READING_BYTES);
}

void
Report(int number)
{
    Node& own = nodes[number];
    if (number == root)
    {
        arrived = own.joined;
        hottest = own.most;
    }
    else if (own.joined)
    {
        SendReading(number, own.joined, own.most);
    }
}

void
Request(int number)
{
    buffer[0] = REQUEST;
    Put(1, nodes[number].depth);
    Send(number, BROADCAST, REQUEST_BYTES);
}

void
Asked(int number, int parent, int depth)
{
    Node& own = nodes[number];
    if (own.depth >= 0)
    {
        return;
    }
    own.parent = parent;
    own.depth = depth;
    if (own.passes)
    {
        auto wait = ns3::NanoSeconds(static_cast<int64_t>(chance->GetValue() * JITTER_NS));
        ns3::Simulator::Schedule(wait, &Request, number);
    }
    if (own.reads)
    {
        Join(own, 1, own.reading);
    }
    // The deepest first, and in a slot each at a time of its own.
    double slots = aggregates ? MOST_DEPTH - depth + chance->GetValue()
                              : MOST_DEPTH + chance->GetValue() * MOST_DEPTH;
    ns3::Simulator::Schedule(ns3::NanoSeconds(static_cast<int64_t>(slots * SLOT_NS)),
                             &Report,
                             number);
}

void
Heard(int kind, int count, int64_t)
{
    if (kind != RECEIVED)
    {
        return;
    }
    for (int at = 0; at < count; ++at)
    {
        const uint8_t* frame = heardBytes + heard[at].offset;
        int32_t one;
        int32_t two;
        std::memcpy(&one, frame + 1, 4);
        std::memcpy(&two, frame + 5, 4);
        int number = heard[at].number;
        if (frame[0] == REQUEST)
        {
            Asked(number, heard[at].source, one + 1);
        }
        else if (aggregates || number == root)
        {
            Join(nodes[number], one, two);
            arrived = number == root ? nodes[number].joined : arrived;
            hottest = number == root ? nodes[number].most : hottest;
        }
        else
        {
            SendReading(number, one, two);
        }
    }
}

// To be called between `Begin` and `Run`: a tree from a sink, with or without joining on the way.
void
Grow(int sink, bool joins, int64_t at_ns, int64_t until_ns)
{
    handler = &Heard;
    nodes.assign(radios.size(), Node());
    root = sink;
    aggregates = joins;
    arrived = 0;
    hottest = INT32_MIN;
    chance = ns3::CreateObject<ns3::UniformRandomVariable>();
    chance->SetStream(stream++);
    ns3::Simulator::Schedule(ns3::NanoSeconds(at_ns), &Asked, sink, -1, 0);
    ns3::Simulator::Stop(ns3::NanoSeconds(until_ns));
}

void
Reads(int number, int32_t reading)
{
    nodes[number].reads = true;
    nodes[number].reading = reading;
}

// Requests end at this node: it lies outside of what the tree is to span.
void
Keeps(int number)
{
    nodes[number].passes = false;
}

} // namespace tree

} // namespace samara
