// The pure C++ application that the simulator is held against: it sends the frames that a run of
// nodes sent, each at its time from its radio, and takes in what comes, with no Python at all.

#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <vector>

namespace samara
{

struct Scripted
{
    int64_t time_ns;
    int64_t number;
    int64_t destination;
    int64_t length;
};

std::vector<Scripted> script;
uint64_t replayReceived = 0;

void
ReplayHandler(int kind, int count, int64_t)
{
    replayReceived += kind == RECEIVED ? count : 0;
}

void
ReplayNext(std::size_t at)
{
    const Scripted& send = script[at];
    Send(send.number, send.destination, send.length);
    if (at + 1 < script.size())
    {
        ns3::Simulator::Schedule(ns3::NanoSeconds(script[at + 1].time_ns) - ns3::Simulator::Now(),
                                 &ReplayNext,
                                 at + 1);
    }
}

void
Script(std::uintptr_t rows, std::size_t count)
{
    auto first = reinterpret_cast<const Scripted*>(rows);
    script.assign(first, first + count);
}

// To be called between `Begin` and `Run`.
void
Replay(int64_t until_ns)
{
    replayReceived = 0;
    handler = &ReplayHandler;
    ns3::Simulator::Schedule(ns3::NanoSeconds(script[0].time_ns), &ReplayNext, 0);
    ns3::Simulator::Stop(ns3::NanoSeconds(until_ns));
}

} // namespace samara
