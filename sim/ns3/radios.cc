// The radios of one field: lr-wpan devices by number, and the way of bytes to and from Python.
//
// Nothing here looks into a frame. Python hears by one function, given once: an event's kind, its
// token or how many receptions there are, and the time. Receptions of one microsecond are handed
// over together, each with its own time: those of a broadcast then find code and decoded frame in
// the processor's caches, and no step of a node is as short. A radio gives its MAC one frame at a
// time and the next when that one is confirmed, so the MAC's own queue never overflows.

#include "ns3/boolean.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/lr-wpan-csmaca.h"
#include "ns3/lr-wpan-mac.h"
#include "ns3/lr-wpan-net-device.h"
#include "ns3/lr-wpan-phy.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/pointer.h"
#include "ns3/position-allocator.h"
#include "ns3/random-variable-stream.h"
#include "ns3/random-waypoint-mobility-model.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/single-model-spectrum-channel.h"
#include "ns3/string.h"

#include <cstdint>
#include <deque>

#pragma cling optimize(2)

namespace samara
{

enum Kind
{
    TIMER = 0,
    RECEIVED = 1
};

typedef void (*Handler)(int kind, int number, int64_t now_ns);

// As `sim/ns3/radios.py` unpacks it. The frame's bytes are in `heardBytes`; radios that heard one
// transmission share them.
struct Reception
{
    int64_t now_ns;
    int32_t number;
    int32_t source;
    int32_t offset;
    int32_t length;
};

struct Queued
{
    uint16_t destination;
    ns3::Ptr<ns3::Packet> packet;
};

struct Radio
{
    ns3::Ptr<ns3::Node> node;
    ns3::Ptr<ns3::lrwpan::LrWpanNetDevice> device;
    ns3::Ptr<ns3::MobilityModel> mobility;
    std::deque<Queued> queue;
    bool busy = false;
};

const uint16_t BROADCAST = 0xffff;
const uint16_t PAN = 1;
const int64_t TOGETHER_NS = 1000;
const int MOST_TOGETHER = 1024;
const int SYNC_BYTES = 6; // preamble 4, start of frame 1, length 1: IEEE 802.15.4-2011, 10.1

Handler handler = nullptr;
uint8_t buffer[2048]; // a frame to send
Reception heard[MOST_TOGETHER];
uint8_t heardBytes[1 << 20];
int heardCount = 0;
int heardEnd = 0;
uint64_t heardUid = 0; // of the packet whose bytes end there
ns3::Ptr<ns3::SpectrumChannel> channel;
std::vector<Radio> radios;
int64_t stream = 0;
uint64_t framesOnAir = 0;
uint64_t bytesOnAir = 0;
uint64_t acksOnAir = 0;
uint64_t unacknowledged = 0; // unicast frames that the MAC gave up after its retries
uint64_t unsent = 0;         // frames that found no free channel
uint64_t refused = 0;        // frames that the MAC would not take

ns3::Mac16Address
ShortAddress(uint16_t address)
{
    uint8_t bytes[2] = {static_cast<uint8_t>(address >> 8), static_cast<uint8_t>(address & 0xff)};
    ns3::Mac16Address result;
    result.CopyFrom(bytes);
    return result;
}

void
Transmitted(ns3::Ptr<const ns3::Packet> psdu)
{
    ++framesOnAir;
    bytesOnAir += psdu->GetSize() + SYNC_BYTES;
    acksOnAir += psdu->GetSize() == 5; // a MAC acknowledgement; no other frame is as short
}

void
Next(int number)
{
    Radio& radio = radios[number];
    if (radio.busy || radio.queue.empty())
    {
        return;
    }
    Queued next = radio.queue.front();
    radio.queue.pop_front();
    radio.busy = true;
    ns3::lrwpan::McpsDataRequestParams params;
    params.m_srcAddrMode = ns3::lrwpan::SHORT_ADDR;
    params.m_dstAddrMode = ns3::lrwpan::SHORT_ADDR;
    params.m_dstPanId = PAN;
    params.m_dstAddr = ShortAddress(next.destination);
    params.m_msduHandle = 0;
    params.m_txOptions = next.destination == BROADCAST ? ns3::lrwpan::TX_OPTION_NONE
                                                       : ns3::lrwpan::TX_OPTION_ACK;
    radio.device->GetMac()->McpsDataRequest(params, next.packet);
}

void
Confirmed(int number, ns3::lrwpan::McpsDataConfirmParams params)
{
    switch (params.m_status)
    {
    case ns3::lrwpan::MacStatus::SUCCESS:
        break;
    case ns3::lrwpan::MacStatus::NO_ACK:
        ++unacknowledged;
        break;
    case ns3::lrwpan::MacStatus::CHANNEL_ACCESS_FAILURE:
        ++unsent;
        break;
    default:
        ++refused;
    }
    radios[number].busy = false;
    ns3::Simulator::ScheduleNow(&Next, number);
}

// Hands over what was received, in the order of its coming.
void
HandOver()
{
    if (heardCount)
    {
        int count = heardCount;
        handler(RECEIVED, count, ns3::Simulator::Now().GetNanoSeconds());
        heardCount = 0;
        heardEnd = 0;
    }
}

void
Received(int number, int source, ns3::Ptr<const ns3::Packet> packet)
{
    int length = packet->GetSize();
    if (heardCount == MOST_TOGETHER || heardEnd + length > static_cast<int>(sizeof(heardBytes)))
    {
        HandOver();
    }
    if (heardCount == 0)
    {
        ns3::Simulator::Schedule(ns3::NanoSeconds(TOGETHER_NS), &HandOver);
    }
    if (heardCount == 0 || packet->GetUid() != heardUid || heard[heardCount - 1].length != length)
    {
        heardUid = packet->GetUid();
        packet->CopyData(heardBytes + heardEnd, length);
        heardEnd += length;
    }
    heard[heardCount++] = {ns3::Simulator::Now().GetNanoSeconds(), number, source,
                           heardEnd - length, length};
}

void
Indicated(int number, ns3::lrwpan::McpsDataIndicationParams params, ns3::Ptr<ns3::Packet> packet)
{
    uint8_t source[2];
    params.m_srcAddr.CopyTo(source);
    Received(number, source[0] << 8 | source[1], packet);
}

void
Fired(int token)
{
    HandOver();
    handler(TIMER, token, ns3::Simulator::Now().GetNanoSeconds());
}

std::uintptr_t
AddressOfBuffer()
{
    return reinterpret_cast<std::uintptr_t>(buffer);
}

std::uintptr_t
AddressOfHeard()
{
    return reinterpret_cast<std::uintptr_t>(heard);
}

std::uintptr_t
AddressOfHeardBytes()
{
    return reinterpret_cast<std::uintptr_t>(heardBytes);
}

// An empty field. `stock` takes ns-3's own channel in place of the grid, to compare the two.
void
Begin(Handler to, uint64_t seed, double range_m, double max_speed_m_s, bool stock)
{
    handler = to;
    heardCount = heardEnd = 0;
    radios.clear();
    stream = 0;
    framesOnAir = bytesOnAir = acksOnAir = unacknowledged = unsent = refused = 0;
    // Runs of one seed are independent of each other; seeds are not (ns-3 manual, 3.1.2).
    ns3::RngSeedManager::SetSeed(1);
    ns3::RngSeedManager::SetRun(seed);
    if (stock)
    {
        channel = ns3::CreateObject<ns3::SingleModelSpectrumChannel>();
    }
    else
    {
        channel = ns3::CreateObject<GridChannel>(range_m, max_speed_m_s);
    }
    auto loss = ns3::CreateObject<ns3::RangePropagationLossModel>();
    loss->SetAttribute("MaxRange", ns3::DoubleValue(range_m));
    channel->AddPropagationLossModel(loss);
    channel->SetPropagationDelayModel(
        ns3::CreateObject<ns3::ConstantSpeedPropagationDelayModel>());
    // RangePropagationLossModel: nothing is lost within the range, 1000 dB beyond it.
    channel->SetAttribute("MaxLossDb", ns3::DoubleValue(500));
}

int
Add(ns3::Ptr<ns3::MobilityModel> mobility)
{
    int number = radios.size();
    Radio radio;
    radio.node = ns3::CreateObject<ns3::Node>();
    radio.mobility = mobility;
    radio.node->AggregateObject(mobility);
    radio.device = ns3::CreateObject<ns3::lrwpan::LrWpanNetDevice>();
    radio.device->SetChannel(channel);
    radio.node->AddDevice(radio.device);
    radio.device->SetNode(radio.node);
    radio.device->GetMac()->SetPanId(PAN);
    radio.device->GetMac()->SetShortAddress(ShortAddress(number));
    radio.device->GetMac()->SetMcpsDataConfirmCallback(ns3::MakeBoundCallback(&Confirmed, number));
    radio.device->GetMac()->SetMcpsDataIndicationCallback(
        ns3::MakeBoundCallback(&Indicated, number));
    radio.device->GetPhy()->TraceConnectWithoutContext("PhyTxBegin",
                                                       ns3::MakeCallback(&Transmitted));
    stream += radio.device->AssignStreams(stream);
    radios.push_back(radio);
    return number;
}

int
AddFixed(double x_m, double y_m, double z_m)
{
    auto mobility = ns3::CreateObject<ns3::ConstantPositionMobilityModel>();
    mobility->SetPosition(ns3::Vector(x_m, y_m, z_m));
    return Add(mobility);
}

// A radio that walks from one random point of the rectangle to the next, without pauses.
int
AddWalking(double x_m, double y_m, double z_m, double speed_m_s,
           double x0_m, double y0_m, double x1_m, double y1_m)
{
    auto goals = ns3::CreateObject<ns3::RandomRectanglePositionAllocator>();
    auto x = ns3::CreateObject<ns3::UniformRandomVariable>();
    auto y = ns3::CreateObject<ns3::UniformRandomVariable>();
    x->SetAttribute("Min", ns3::DoubleValue(x0_m));
    x->SetAttribute("Max", ns3::DoubleValue(x1_m));
    y->SetAttribute("Min", ns3::DoubleValue(y0_m));
    y->SetAttribute("Max", ns3::DoubleValue(y1_m));
    goals->SetX(x);
    goals->SetY(y);
    goals->SetZ(z_m);
    auto speed = ns3::CreateObject<ns3::ConstantRandomVariable>();
    speed->SetAttribute("Constant", ns3::DoubleValue(speed_m_s));
    auto pause = ns3::CreateObject<ns3::ConstantRandomVariable>();
    auto mobility = ns3::CreateObject<ns3::RandomWaypointMobilityModel>();
    mobility->SetAttribute("Speed", ns3::PointerValue(speed));
    mobility->SetAttribute("Pause", ns3::PointerValue(pause));
    mobility->SetAttribute("PositionAllocator", ns3::PointerValue(goals));
    mobility->SetPosition(ns3::Vector(x_m, y_m, z_m));
    stream += mobility->AssignStreams(stream);
    return Add(mobility);
}

double
X(int number)
{
    return radios[number].mobility->GetPosition().x;
}

double
Y(int number)
{
    return radios[number].mobility->GetPosition().y;
}

// Queues the first `length` bytes of `buffer`.
void
Send(int number, int destination, int length)
{
    Radio& radio = radios[number];
    radio.queue.push_back({static_cast<uint16_t>(destination),
                           ns3::Create<ns3::Packet>(buffer, static_cast<uint32_t>(length))});
    Next(number);
}

void
FireAt(int64_t time_ns, int token)
{
    ns3::Simulator::Schedule(ns3::NanoSeconds(time_ns) - ns3::Simulator::Now(), &Fired, token);
}

void
Run()
{
    ns3::Simulator::Run();
}

void
Stop()
{
    ns3::Simulator::Stop();
}

int64_t
NowNs()
{
    return ns3::Simulator::Now().GetNanoSeconds();
}

uint64_t
EventCount()
{
    return ns3::Simulator::GetEventCount();
}

void
End()
{
    ns3::Simulator::Destroy();
    radios.clear();
    channel = nullptr;
    handler = nullptr;
}

} // namespace samara
