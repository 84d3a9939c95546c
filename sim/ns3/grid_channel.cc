// A spectrum channel that offers a transmission only to the radios that may hear it.
//
// ns-3's SingleModelSpectrumChannel asks its loss model about every radio for every
// transmission. Here radios are binned into square cells as wide as the radio range, and only
// the cells around the transmitter are asked. What is then done for a radio is what the stock
// channel does (spectrum/model/single-model-spectrum-channel.cc), in the same order.
//
// A binning stays usable while radios move: the search reaches as much farther as the fastest
// radio can have gone since, and after a quarter of the range everything is binned anew.

#include "ns3/mobility-model.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/propagation-delay-model.h"
#include "ns3/propagation-loss-model.h"
#include "ns3/simulator.h"
#include "ns3/spectrum-channel.h"
#include "ns3/spectrum-converter.h"
#include "ns3/spectrum-phy.h"
#include "ns3/spectrum-signal-parameters.h"
#include "ns3/spectrum-value.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#pragma cling optimize(2)

namespace samara
{

class GridChannel : public ns3::SpectrumChannel
{
  public:
    // `reach` is the distance in metres beyond which the loss model lets nothing through;
    // `maxSpeed`, in m/s, is that of the fastest radio.
    GridChannel(double reach, double maxSpeed)
        : m_reach(reach),
          m_maxSpeed(maxSpeed)
    {
    }

    void AddRx(ns3::Ptr<ns3::SpectrumPhy> phy) override
    {
        if (std::find(m_phys.begin(), m_phys.end(), phy) == m_phys.end())
        {
            m_phys.push_back(phy);
            m_binned = false;
        }
    }

    void RemoveRx(ns3::Ptr<ns3::SpectrumPhy> phy) override
    {
        m_phys.erase(std::remove(m_phys.begin(), m_phys.end(), phy), m_phys.end());
        m_binned = false;
    }

    // Takes the radio of a node off the air, or back on it.
    void Turn(uint32_t node, bool on)
    {
        if (on)
        {
            m_off.erase(node);
        }
        else
        {
            m_off.insert(node);
        }
    }

    std::size_t GetNDevices() const override
    {
        return m_phys.size();
    }

    ns3::Ptr<ns3::NetDevice> GetDevice(std::size_t i) const override
    {
        return m_phys.at(i)->GetDevice();
    }

    void StartTx(ns3::Ptr<ns3::SpectrumSignalParameters> tx) override
    {
        if (IsOff(tx->txPhy))
        {
            return;
        }
        auto from = tx->txPhy->GetMobility();
        for (std::size_t i : Near(from->GetPosition()))
        {
            auto phy = m_phys[i];
            if (phy == tx->txPhy || IsOff(phy))
            {
                continue;
            }
            auto to = phy->GetMobility();
            double gainDb = m_propagationLoss->CalcRxPower(0, from, to);
            if (-gainDb > m_maxLossDb)
            {
                continue;
            }
            auto rx = tx->Copy();
            auto bands = phy->GetRxSpectrumModel();
            if (bands && bands->GetUid() != tx->psd->GetSpectrumModelUid())
            {
                rx->psd = Converted(tx->psd, bands);
            }
            *(rx->psd) *= std::pow(10.0, gainDb / 10.0);
            ns3::Simulator::ScheduleWithContext(phy->GetDevice()->GetNode()->GetId(),
                                                m_propagationDelay->GetDelay(from, to),
                                                &ns3::SpectrumPhy::StartRx,
                                                phy,
                                                rx);
        }
    }

  private:
    // A radio, and where it was when all were binned.
    struct Binned
    {
        std::size_t index;
        double x;
        double y;
    };

    void DoDispose() override
    {
        m_phys.clear();
        m_cells.clear();
        ns3::SpectrumChannel::DoDispose();
    }

    // The transmission in the bands that a receiver looks at, as the multi-model channel has it
    // (spectrum/model/multi-model-spectrum-channel.cc): 802.11 sends DSSS in others than it hears.
    ns3::Ptr<ns3::SpectrumValue> Converted(const ns3::Ptr<ns3::SpectrumValue>& psd,
                                           const ns3::Ptr<const ns3::SpectrumModel>& to)
    {
        auto key = std::make_pair(psd->GetSpectrumModelUid(), to->GetUid());
        auto converter = m_converters.find(key);
        if (converter == m_converters.end())
        {
            auto made = ns3::SpectrumConverter(psd->GetSpectrumModel(), to);
            converter = m_converters.emplace(key, made).first;
        }
        return converter->second.Convert(psd);
    }

    bool IsOff(const ns3::Ptr<ns3::SpectrumPhy>& phy) const
    {
        return !m_off.empty() && m_off.count(phy->GetDevice()->GetNode()->GetId());
    }

    int64_t Cell(double metres) const
    {
        return static_cast<int64_t>(std::floor(metres / m_reach));
    }

    static int64_t Key(int64_t column, int64_t row)
    {
        return column * 0x100000000LL + row;
    }

    // The indices of the radios that may be within reach of `at`, in the order of AddRx.
    const std::vector<std::size_t>& Near(const ns3::Vector& at)
    {
        double drift = m_maxSpeed * (ns3::Simulator::Now() - m_binnedAt).GetSeconds();
        if (!m_binned || drift > m_reach / 4)
        {
            Bin();
            drift = 0;
        }
        // A hair more: what is on the border is the loss model's to say.
        double search = (m_reach + drift) * 1.000001;
        m_near.clear();
        for (int64_t column = Cell(at.x - search); column <= Cell(at.x + search); ++column)
        {
            for (int64_t row = Cell(at.y - search); row <= Cell(at.y + search); ++row)
            {
                auto cell = m_cells.find(Key(column, row));
                if (cell == m_cells.end())
                {
                    continue;
                }
                // Whoever is too far even so is left out here, where it costs no look at its radio.
                for (const Binned& one : cell->second)
                {
                    double x = one.x - at.x;
                    double y = one.y - at.y;
                    if (x * x + y * y <= search * search)
                    {
                        m_near.push_back(one.index);
                    }
                }
            }
        }
        std::sort(m_near.begin(), m_near.end());
        return m_near;
    }

    void Bin()
    {
        m_cells.clear();
        for (std::size_t i = 0; i < m_phys.size(); ++i)
        {
            auto at = m_phys[i]->GetMobility()->GetPosition();
            m_cells[Key(Cell(at.x), Cell(at.y))].push_back({i, at.x, at.y});
        }
        m_binned = true;
        m_binnedAt = ns3::Simulator::Now();
    }

    double m_reach;
    double m_maxSpeed;
    bool m_binned = false;
    ns3::Time m_binnedAt;
    std::vector<ns3::Ptr<ns3::SpectrumPhy>> m_phys;
    std::unordered_map<int64_t, std::vector<Binned>> m_cells;
    std::vector<std::size_t> m_near;
    std::unordered_set<uint32_t> m_off;
    std::map<std::pair<ns3::SpectrumModelUid_t, ns3::SpectrumModelUid_t>, ns3::SpectrumConverter>
        m_converters;
};

} // namespace samara
