// The radios of one field by number, and the way of bytes to and from Python.
//
// What a radio is, lr_wpan.cc or wifi.cc says. Nothing here looks into a frame. Python hears by one
// function, given once: an event's kind, its token or how many receptions there are, and the time.
// Receptions of one microsecond are handed over together, each with its own time: those of a
// broadcast then find code and decoded frame in the processor's caches, and no step of a node is as
// short.

#include "ns3/boolean.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/packet.h"
#include "ns3/pointer.h"
#include "ns3/position-allocator.h"
#include "ns3/random-variable-stream.h"
#include "ns3/random-waypoint-mobility-model.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/spectrum-channel.h"
#include "ns3/string.h"
#include "ns3/waypoint-mobility-model.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>

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

// What the current is counted by; what is left of the time, a radio listens.
enum Spending
{
    TRANSMITTING = 0,
    RECEIVING = 1,
    LISTENING = 2,
    OFF = 3
};

struct Radio
{
    ns3::Ptr<ns3::Node> node;
    ns3::Ptr<ns3::MobilityModel> mobility;
    bool on = true;
    Spending spending = LISTENING;
    int64_t since_ns = 0;
    int64_t spent_ns[4] = {0, 0, 0, 0};
};

// A kind of radio.
struct Driver
{
    void (*attach)(int number);
    void (*send)(int number, int destination, ns3::Ptr<ns3::Packet> packet);
    void (*clear)(int number); // what waits to be sent
    int syncBytes;             // on air before each frame
    int ackBytes;              // no other frame is as short
    int untrustedBytes;        // a checksum at a frame's end that the PHY model leaves empty
    int linkType;              // of pcap
    const char* stockChannel;  // ns-3's own for such radios
};

const uint16_t BROADCAST = 0xffff;
const int64_t TOGETHER_NS = 1000;
const int MOST_TOGETHER = 1024;

Driver driver;
Handler handler = nullptr;
uint8_t buffer[2048]; // a frame to send
Reception heard[MOST_TOGETHER];
uint8_t heardBytes[1 << 20];
int heardCount = 0;
int heardEnd = 0;
uint64_t heardUid = 0; // of the packet whose bytes end there
ns3::Ptr<ns3::SpectrumChannel> channel;
GridChannel* grid = nullptr; // the same, where it is not the stock one
std::FILE* capture = nullptr;
std::vector<Radio> radios;
int64_t stream = 0;
uint64_t framesOnAir = 0;
uint64_t bytesOnAir = 0;
uint64_t acksOnAir = 0;
uint64_t unacknowledged = 0; // unicast frames that the MAC gave up after its retries
uint64_t unsent = 0;         // frames that found no free channel
uint64_t refused = 0;        // frames that the MAC would not take

void
Spend(int number, Spending spending)
{
    Radio& radio = radios[number];
    int64_t now_ns = ns3::Simulator::Now().GetNanoSeconds();
    if (radio.on)
    {
        radio.spent_ns[radio.spending] += now_ns - radio.since_ns;
    }
    radio.spending = spending;
    radio.since_ns = now_ns;
}

// The time that a radio spent so until now.
double
SpentS(int number, int spending)
{
    Spend(number, radios[number].spending);
    return radios[number].spent_ns[spending] / 1e9;
}

void
WriteCaptured(ns3::Ptr<const ns3::Packet> frame)
{
    int64_t us = ns3::Simulator::Now().GetMicroSeconds();
    uint8_t bytes[4096];
    uint32_t length = frame->CopyData(bytes, sizeof(bytes)) - driver.untrustedBytes;
    uint32_t header[4] = {static_cast<uint32_t>(us / 1000000),
                          static_cast<uint32_t>(us % 1000000),
                          length,
                          length};
    std::fwrite(header, sizeof(header), 1, capture);
    std::fwrite(bytes, length, 1, capture);
}

void
Transmitted(int number, ns3::Ptr<const ns3::Packet> frame)
{
    if (!radios[number].on)
    {
        return;
    }
    ++framesOnAir;
    bytesOnAir += frame->GetSize() + driver.syncBytes;
    acksOnAir += static_cast<int>(frame->GetSize()) == driver.ackBytes;
    if (capture)
    {
        WriteCaptured(frame);
    }
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
    if (!radios[number].on)
    {
        return;
    }
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

// An empty field, whose random variables draw from the streams of a seed and a run from the first
// on, and a channel that lets through what loses at most `max_loss_db`, which no radio
// beyond `reach_m` can hear. `stock` takes ns-3's own channel in place of the grid, to compare the
// two.
void
Begin(Handler to, uint32_t seed, uint64_t run, int64_t first_stream, double reach_m, double max_speed_m_s, double max_loss_db, bool stock)
{
    handler = to;
    heardCount = heardEnd = 0;
    radios.clear();
    numberByMobility.clear();
    stream = first_stream;
    framesOnAir = bytesOnAir = acksOnAir = unacknowledged = unsent = refused = 0;
    ns3::RngSeedManager::SetSeed(seed);
    ns3::RngSeedManager::SetRun(run);
    grid = nullptr;
    if (stock)
    {
        channel = ns3::ObjectFactory(driver.stockChannel).Create<ns3::SpectrumChannel>();
    }
    else
    {
        auto ours = ns3::CreateObject<GridChannel>(reach_m, max_speed_m_s);
        grid = ns3::PeekPointer(ours);
        channel = ours;
    }
    channel->SetPropagationDelayModel(
        ns3::CreateObject<ns3::ConstantSpeedPropagationDelayModel>());
    channel->SetAttribute("MaxLossDb", ns3::DoubleValue(max_loss_db));
}

// Nothing is lost within the range, 1000 dB beyond it.
void
LoseByRange(double range_m)
{
    auto loss = ns3::CreateObject<ns3::RangePropagationLossModel>();
    loss->SetAttribute("MaxRange", ns3::DoubleValue(range_m));
    channel->AddPropagationLossModel(loss);
}

void
LoseByDistance(double exponent, double loss_at_1_m_db)
{
    auto loss = ns3::CreateObject<ns3::LogDistancePropagationLossModel>();
    loss->SetAttribute("Exponent", ns3::DoubleValue(exponent));
    loss->SetAttribute("ReferenceDistance", ns3::DoubleValue(1));
    loss->SetAttribute("ReferenceLoss", ns3::DoubleValue(loss_at_1_m_db));
    channel->AddPropagationLossModel(loss);
}

void
LoseByShadowing(double sigma_db, uint64_t seed)
{
    channel->AddPropagationLossModel(ns3::CreateObject<LinkShadowing>(sigma_db, seed));
}

ns3::Ptr<Walls> walls;

void
LoseByWall(double x0_m, double y0_m, double x1_m, double y1_m, double loss_db)
{
    if (!walls)
    {
        walls = ns3::CreateObject<Walls>();
        channel->AddPropagationLossModel(walls);
    }
    walls->Add(x0_m, y0_m, x1_m, y1_m, loss_db);
}

int
Add(ns3::Ptr<ns3::MobilityModel> mobility)
{
    int number = radios.size();
    Radio radio;
    radio.node = ns3::CreateObject<ns3::Node>();
    radio.mobility = mobility;
    radio.node->AggregateObject(mobility);
    radios.push_back(radio);
    numberByMobility[ns3::PeekPointer(mobility)] = number;
    driver.attach(number);
    return number;
}

int
AddFixed(double x_m, double y_m, double z_m)
{
    auto mobility = ns3::CreateObject<ns3::ConstantPositionMobilityModel>();
    mobility->SetPosition(ns3::Vector(x_m, y_m, z_m));
    return Add(mobility);
}

// A radio that walks from one random point of the rectangle to the next, and pauses at each.
int
AddWalking(double x_m, double y_m, double z_m, double speed_m_s, double pause_s,
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
    pause->SetAttribute("Constant", ns3::DoubleValue(pause_s));
    auto mobility = ns3::CreateObject<ns3::RandomWaypointMobilityModel>();
    mobility->SetAttribute("Speed", ns3::PointerValue(speed));
    mobility->SetAttribute("Pause", ns3::PointerValue(pause));
    mobility->SetAttribute("PositionAllocator", ns3::PointerValue(goals));
    mobility->SetPosition(ns3::Vector(x_m, y_m, z_m));
    stream += mobility->AssignStreams(stream);
    return Add(mobility);
}

// A radio that `Passes` says the way of; at time 0 it is here.
int
AddTraced(double x_m, double y_m, double z_m)
{
    auto mobility = ns3::CreateObject<ns3::WaypointMobilityModel>();
    mobility->AddWaypoint(ns3::Waypoint(ns3::Seconds(0), ns3::Vector(x_m, y_m, z_m)));
    return Add(mobility);
}

// The radio goes straight on from where it was last, and is there at this time.
void
Passes(int number, double time_s, double x_m, double y_m, double z_m)
{
    ns3::DynamicCast<ns3::WaypointMobilityModel>(radios[number].mobility)
        ->AddWaypoint(ns3::Waypoint(ns3::Seconds(time_s), ns3::Vector(x_m, y_m, z_m)));
}

double
X(int number)
{
    return radios[number].mobility->GetPosition().x;
}

// What a transmission loses on its way from one radio to another.
double
LossDb(int from, int to)
{
    return -channel->GetPropagationLossModel()->CalcRxPower(0,
                                                            radios[from].mobility,
                                                            radios[to].mobility);
}

double
Y(int number)
{
    return radios[number].mobility->GetPosition().y;
}

// Sends the first `length` bytes of `buffer`.
void
Send(int number, int destination, int length)
{
    if (radios[number].on)
    {
        driver.send(number,
                    destination,
                    ns3::Create<ns3::Packet>(buffer, static_cast<uint32_t>(length)));
    }
}

// Takes a radio off the air, or back on it.
void
Turn(int number, bool on)
{
    Radio& radio = radios[number];
    Spend(number, radio.spending);
    if (radio.on && !on)
    {
        driver.clear(number);
    }
    radio.on = on;
    grid->Turn(radio.node->GetId(), on);
}

// Writes every frame on air into a pcap file.
bool
Capture(std::string path)
{
    capture = std::fopen(path.c_str(), "wb");
    if (!capture)
    {
        return false;
    }
    uint32_t magic = 0xa1b2c3d4;
    uint16_t version[2] = {2, 4};
    uint32_t rest[4] = {0, 0, 65535, static_cast<uint32_t>(driver.linkType)};
    std::fwrite(&magic, sizeof(magic), 1, capture);
    std::fwrite(version, sizeof(version), 1, capture);
    std::fwrite(rest, sizeof(rest), 1, capture);
    return true;
}

// A time that has passed is now: receptions are up to a microsecond old when Python hears of them.
void
FireAt(int64_t time_ns, int token)
{
    int64_t now_ns = ns3::Simulator::Now().GetNanoSeconds();
    ns3::Simulator::Schedule(ns3::NanoSeconds(std::max(time_ns - now_ns, int64_t(0))),
                             &Fired,
                             token);
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
    if (capture)
    {
        std::fclose(capture);
        capture = nullptr;
    }
    radios.clear();
    numberByMobility.clear();
    walls = nullptr;
    channel = nullptr;
    grid = nullptr;
    handler = nullptr;
}

} // namespace samara
