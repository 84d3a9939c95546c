// 802.15.4: ns-3's lr-wpan device, PHY and MAC unmodified.
//
// A radio gives its MAC one frame at a time and the next when that one is confirmed, so the MAC's
// own queue never overflows.

#include "ns3/lr-wpan-csmaca.h"
#include "ns3/lr-wpan-mac.h"
#include "ns3/lr-wpan-net-device.h"
#include "ns3/lr-wpan-phy.h"

#include <deque>
#include <vector>

#pragma cling optimize(2)

namespace samara
{

namespace lrwpan
{

const uint16_t PAN = 1;

struct Queued
{
    uint16_t destination;
    ns3::Ptr<ns3::Packet> packet;
};

struct Device
{
    ns3::Ptr<ns3::lrwpan::LrWpanNetDevice> device;
    std::deque<Queued> queue;
    bool busy = false;
};

std::vector<Device> devices;

ns3::Mac16Address
ShortAddress(uint16_t address)
{
    uint8_t bytes[2] = {static_cast<uint8_t>(address >> 8), static_cast<uint8_t>(address & 0xff)};
    ns3::Mac16Address result;
    result.CopyFrom(bytes);
    return result;
}

void
Next(int number)
{
    if (number >= static_cast<int>(devices.size()))
    {
        return;
    }
    Device& own = devices[number];
    if (own.busy || own.queue.empty())
    {
        return;
    }
    Queued next = own.queue.front();
    own.queue.pop_front();
    own.busy = true;
    ns3::lrwpan::McpsDataRequestParams params;
    params.m_srcAddrMode = ns3::lrwpan::SHORT_ADDR;
    params.m_dstAddrMode = ns3::lrwpan::SHORT_ADDR;
    params.m_dstPanId = PAN;
    params.m_dstAddr = ShortAddress(next.destination);
    params.m_msduHandle = 0;
    params.m_txOptions = next.destination == BROADCAST ? ns3::lrwpan::TX_OPTION_NONE
                                                       : ns3::lrwpan::TX_OPTION_ACK;
    own.device->GetMac()->McpsDataRequest(params, next.packet);
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
    devices[number].busy = false;
    ns3::Simulator::ScheduleNow(&Next, number);
}

void
Indicated(int number, ns3::lrwpan::McpsDataIndicationParams params, ns3::Ptr<ns3::Packet> packet)
{
    uint8_t source[2];
    params.m_srcAddr.CopyTo(source);
    Received(number, source[0] << 8 | source[1], packet);
}

void
StateChanged(int number,
             ns3::Time,
             ns3::lrwpan::PhyEnumeration,
             ns3::lrwpan::PhyEnumeration state)
{
    switch (state)
    {
    case ns3::lrwpan::IEEE_802_15_4_PHY_BUSY_TX:
    case ns3::lrwpan::IEEE_802_15_4_PHY_TX_ON:
        Spend(number, TRANSMITTING);
        break;
    case ns3::lrwpan::IEEE_802_15_4_PHY_BUSY_RX:
        Spend(number, RECEIVING);
        break;
    case ns3::lrwpan::IEEE_802_15_4_PHY_TRX_OFF:
    case ns3::lrwpan::IEEE_802_15_4_PHY_FORCE_TRX_OFF:
        Spend(number, OFF);
        break;
    default:
        Spend(number, LISTENING);
    }
}

void
Attach(int number)
{
    devices.resize(number + 1);
    Device& own = devices[number];
    own = Device();
    own.device = ns3::CreateObject<ns3::lrwpan::LrWpanNetDevice>();
    own.device->SetChannel(channel);
    radios[number].node->AddDevice(own.device);
    own.device->SetNode(radios[number].node);
    own.device->GetMac()->SetPanId(PAN);
    own.device->GetMac()->SetShortAddress(ShortAddress(number));
    own.device->GetMac()->SetMcpsDataConfirmCallback(ns3::MakeBoundCallback(&Confirmed, number));
    own.device->GetMac()->SetMcpsDataIndicationCallback(
        ns3::MakeBoundCallback(&Indicated, number));
    own.device->GetPhy()->TraceConnectWithoutContext(
        "PhyTxBegin",
        ns3::MakeBoundCallback(&Transmitted, number));
    own.device->GetPhy()->TraceConnectWithoutContext(
        "TrxState",
        ns3::MakeBoundCallback(&StateChanged, number));
    stream += own.device->AssignStreams(stream);
}

void
Queue(int number, int destination, ns3::Ptr<ns3::Packet> packet)
{
    devices[number].queue.push_back({static_cast<uint16_t>(destination), packet});
    Next(number);
}

void
Clear(int number)
{
    devices[number].queue.clear();
}

void
Use()
{
    devices.clear();
    // Synchronisation: preamble 4, start of frame 1, length 1 (IEEE 802.15.4-2011, 10.1). The model
    // leaves the checksum empty, so that a capture goes without (LINKTYPE_IEEE802_15_4_NOFCS).
    driver = {&Attach, &Queue, &Clear, 6, 5, 2, 230, "ns3::SingleModelSpectrumChannel"};
}

} // namespace lrwpan

} // namespace samara
