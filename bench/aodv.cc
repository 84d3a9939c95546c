// ns-3's own AODV with its defaults, on the radios of a field: a datagram asks, another answers.

#include "ns3/aodv-helper.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/udp-socket-factory.h"

#include <cstdint>
#include <vector>

namespace samara
{

namespace aodv
{

const uint16_t ASKED = 9001;    // the port that is asked
const uint16_t ANSWERED = 9002; // the port that hears the answers

struct Query
{
    int source;
    int target;
    int64_t asked_ns;
    int64_t answered_ns;
};

std::vector<Query> queries;
std::vector<ns3::Ptr<ns3::Socket>> askers;
std::vector<ns3::Ipv4Address> addresses;
int queryBytes;
int answerBytes;

// What a node does with what its device hands over (Node::NonPromiscReceiveFromDevice).
bool
Deliver(int number,
        ns3::Ptr<ns3::NetDevice> device,
        ns3::Ptr<const ns3::Packet> packet,
        uint16_t protocol,
        const ns3::Address& from)
{
    radios[number].node->GetObject<ns3::TrafficControlLayer>()->Receive(device,
                                                                        packet,
                                                                        protocol,
                                                                        from,
                                                                        device->GetAddress(),
                                                                        ns3::NetDevice::PACKET_HOST);
    return true;
}

// The first four bytes of a datagram are the number of the query.
ns3::Ptr<ns3::Packet>
Datagram(uint32_t query, int bytes)
{
    std::vector<uint8_t> data(bytes, 0);
    for (int at = 0; at < 4; ++at)
    {
        data[at] = query >> (8 * at) & 0xff;
    }
    return ns3::Create<ns3::Packet>(data.data(), data.size());
}

uint32_t
QueryOf(ns3::Ptr<ns3::Packet> packet)
{
    uint8_t data[4];
    packet->CopyData(data, 4);
    return data[0] | data[1] << 8 | data[2] << 16 | data[3] << 24;
}

void
Asked(ns3::Ptr<ns3::Socket> socket)
{
    ns3::Address from;
    while (auto packet = socket->RecvFrom(from))
    {
        auto address = ns3::InetSocketAddress::ConvertFrom(from).GetIpv4();
        socket->SendTo(Datagram(QueryOf(packet), answerBytes),
                       0,
                       ns3::InetSocketAddress(address, ANSWERED));
    }
}

void
Answered(ns3::Ptr<ns3::Socket> socket)
{
    ns3::Address from;
    while (auto packet = socket->RecvFrom(from))
    {
        queries[QueryOf(packet)].answered_ns = ns3::Simulator::Now().GetNanoSeconds();
    }
}

void
Ask(uint32_t query)
{
    queries[query].asked_ns = ns3::Simulator::Now().GetNanoSeconds();
    askers[queries[query].source]->SendTo(
        Datagram(query, queryBytes),
        0,
        ns3::InetSocketAddress(addresses[queries[query].target], ASKED));
}

ns3::Ptr<ns3::Socket>
Socket(int number, uint16_t port, void (*heard)(ns3::Ptr<ns3::Socket>))
{
    auto socket =
        ns3::Socket::CreateSocket(radios[number].node, ns3::UdpSocketFactory::GetTypeId());
    socket->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), port));
    socket->SetRecvCallback(ns3::MakeCallback(heard));
    return socket;
}

void
Ignore(int, int, int64_t)
{
}

// Gives the radios of an 802.11b field their stacks. To be called between `Begin` and `Run`.
void
Join(int query_bytes, int answer_bytes)
{
    handler = &Ignore;
    queryBytes = query_bytes;
    answerBytes = answer_bytes;
    queries.clear();
    askers.clear();
    addresses.clear();
    ns3::NodeContainer nodes;
    ns3::NetDeviceContainer devices;
    for (std::size_t number = 0; number < radios.size(); ++number)
    {
        nodes.Add(radios[number].node);
        devices.Add(wifi::devices[number]);
    }
    ns3::AodvHelper routing;
    ns3::InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.SetRoutingHelper(routing);
    stack.Install(nodes);
    stream += stack.AssignStreams(nodes, stream);
    stream += routing.AssignStreams(nodes, stream);
    ns3::Ipv4AddressHelper numbering;
    numbering.SetBase("10.1.0.0", "255.255.0.0");
    auto interfaces = numbering.Assign(devices);
    for (std::size_t number = 0; number < radios.size(); ++number)
    {
        wifi::devices[number]->SetReceiveCallback(
            ns3::MakeBoundCallback(&Deliver, static_cast<int>(number)));
        addresses.push_back(interfaces.GetAddress(number));
        Socket(number, ASKED, &Asked);
        askers.push_back(Socket(number, ANSWERED, &Answered));
    }
}

void
AskAt(int source, int target, int64_t time_ns)
{
    queries.push_back({source, target, 0, 0});
    ns3::Simulator::Schedule(ns3::NanoSeconds(time_ns), &Ask, queries.size() - 1);
}

// How long a query took, in s; negative where no answer came.
double
TookS(std::size_t query)
{
    return queries[query].answered_ns ? (queries[query].answered_ns - queries[query].asked_ns) / 1e9
                                      : -1;
}

void
StopAt(int64_t time_ns)
{
    ns3::Simulator::Stop(ns3::NanoSeconds(time_ns));
}

} // namespace aodv

} // namespace samara
