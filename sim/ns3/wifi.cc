// 802.11b ad hoc: ns-3's Spectrum PHY and ad-hoc MAC unmodified, at one DSSS rate.
//
// The Spectrum PHY has no channels of 22 MHz (its bands are of 312.5 kHz, and an assertion ends the
// process), so that the radio is one of 802.11g on 20 MHz, which sends nothing but the frames of
// 802.11b, with long preambles and long slots. Its MAC has a queue of its own, which drops what
// waits longer than half a second.

#include "ns3/adhoc-wifi-mac.h"
#include "ns3/frame-exchange-manager.h"
#include "ns3/mac48-address.h"
#include "ns3/spectrum-wifi-helper.h"
#include "ns3/spectrum-wifi-phy.h"
#include "ns3/wifi-helper.h"
#include "ns3/wifi-mac-helper.h"
#include "ns3/wifi-mac-queue.h"
#include "ns3/wifi-mpdu.h"
#include "ns3/wifi-net-device.h"

#include <string>
#include <vector>

#pragma cling optimize(2)

namespace samara
{

namespace wifi
{

const uint16_t ETHERTYPE = 0x88b5; // for local experiments: IEEE 802, 9.2.4

std::vector<ns3::Ptr<ns3::WifiNetDevice>> devices;
std::string rate;

ns3::Mac48Address
Address(int number)
{
    // Locally administered.
    uint8_t bytes[6] = {2, 0, 0, 0, static_cast<uint8_t>(number >> 8),
                        static_cast<uint8_t>(number & 0xff)};
    ns3::Mac48Address result;
    result.CopyFrom(bytes);
    return result;
}

int
NumberOf(const ns3::Address& from)
{
    uint8_t bytes[6];
    ns3::Mac48Address::ConvertFrom(from).CopyTo(bytes);
    return bytes[4] << 8 | bytes[5];
}

bool
Indicated(int number,
          ns3::Ptr<ns3::NetDevice>,
          ns3::Ptr<const ns3::Packet> packet,
          uint16_t,
          const ns3::Address& from)
{
    Received(number, NumberOf(from), packet);
    return true;
}

void
TxBegun(int number, ns3::Ptr<const ns3::Packet> frame, double)
{
    Transmitted(number, frame);
}

void
StateChanged(int number, ns3::Time start, ns3::Time duration, ns3::WifiPhyState state)
{
    // The trace tells of a state when it is over, of a transmission when it begins.
    if (radios[number].on && state == ns3::WifiPhyState::TX)
    {
        radios[number].spent_ns[TRANSMITTING] += duration.GetNanoSeconds();
        radios[number].spent_ns[LISTENING] -= duration.GetNanoSeconds();
    }
    else if (radios[number].on && state == ns3::WifiPhyState::RX)
    {
        radios[number].spent_ns[RECEIVING] += duration.GetNanoSeconds();
        radios[number].spent_ns[LISTENING] -= duration.GetNanoSeconds();
    }
}

void
Dropped(int number, ns3::WifiMacDropReason reason, ns3::Ptr<const ns3::WifiMpdu>)
{
    if (!radios[number].on)
    {
        return;
    }
    if (reason == ns3::WIFI_MAC_DROP_REACHED_RETRY_LIMIT)
    {
        ++unacknowledged;
    }
    else
    {
        ++unsent;
    }
}

void
Attach(int number)
{
    ns3::WifiHelper helper;
    helper.SetStandard(ns3::WIFI_STANDARD_80211g);
    helper.SetRemoteStationManager("ns3::ConstantRateWifiManager",
                                   "DataMode",
                                   ns3::StringValue(rate),
                                   "ControlMode",
                                   ns3::StringValue("DsssRate1Mbps"),
                                   "NonUnicastMode",
                                   ns3::StringValue(rate));
    ns3::SpectrumWifiPhyHelper phy;
    phy.SetChannel(channel);
    ns3::WifiMacHelper mac;
    mac.SetType("ns3::AdhocWifiMac", "ShortSlotTimeSupported", ns3::BooleanValue(false));
    auto installed = helper.Install(phy, mac, radios[number].node);
    auto device = ns3::DynamicCast<ns3::WifiNetDevice>(installed.Get(0));
    device->GetMac()->SetAddress(Address(number));
    device->GetMac()->GetFrameExchangeManager()->SetAddress(Address(number));
    device->SetReceiveCallback(ns3::MakeBoundCallback(&Indicated, number));
    device->GetPhy()->TraceConnectWithoutContext("PhyTxBegin",
                                                 ns3::MakeBoundCallback(&TxBegun, number));
    device->GetPhy()->GetState()->TraceConnectWithoutContext(
        "State",
        ns3::MakeBoundCallback(&StateChanged, number));
    device->GetMac()->TraceConnectWithoutContext("DroppedMpdu",
                                                 ns3::MakeBoundCallback(&Dropped, number));
    devices.resize(number + 1);
    devices[number] = device;
    stream += ns3::WifiHelper::AssignStreams(installed, stream);
}

void
Queue(int number, int destination, ns3::Ptr<ns3::Packet> packet)
{
    auto to = destination == BROADCAST ? ns3::Mac48Address::GetBroadcast() : Address(destination);
    devices[number]->Send(packet, to, ETHERTYPE);
}

void
Clear(int number)
{
    devices[number]->GetMac()->GetTxopQueue(ns3::AC_BE_NQOS)->Flush();
}

void
Use(std::string mode)
{
    devices.clear();
    rate = mode;
    // The long preamble and the PLCP header are 192 us, 24 bytes at 1 Mb/s (IEEE 802.11-2016, 15.2);
    // an acknowledgement has 14 bytes.
    driver = {&Attach, &Queue, &Clear, 24, 14, 0, 105, "ns3::MultiModelSpectrumChannel"};
}

} // namespace wifi

} // namespace samara
