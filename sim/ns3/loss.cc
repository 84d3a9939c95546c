// What a field's radio waves lose on the way, beside distance: shadows and walls.

#include "ns3/mobility-model.h"
#include "ns3/propagation-loss-model.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

#pragma cling optimize(2)

namespace samara
{

// The number of a radio, by where ns-3 keeps its position.
std::unordered_map<const ns3::MobilityModel*, int> numberByMobility;

// A decibel figure for each pair of radios, drawn once: the same both ways, whoever moves, and the
// same in every run of a seed. It is a normal distribution of deviation `sigma_db`, cut off at
// SHADOW_SIGMAS, so that the channel knows how far a signal may go at most.
class LinkShadowing : public ns3::PropagationLossModel
{
  public:
    LinkShadowing(double sigma_db, uint64_t seed)
        : m_sigmaDb(sigma_db),
          m_seed(seed)
    {
    }

    static constexpr double SHADOW_SIGMAS = 3;

  private:
    double DoCalcRxPower(double txPowerDbm,
                         ns3::Ptr<ns3::MobilityModel> a,
                         ns3::Ptr<ns3::MobilityModel> b) const override
    {
        uint64_t one = numberByMobility.at(ns3::PeekPointer(a));
        uint64_t other = numberByMobility.at(ns3::PeekPointer(b));
        uint64_t state = m_seed ^ (std::min(one, other) << 32 | std::max(one, other));
        double first = Uniform(state);
        double second = Uniform(state);
        // Box and Muller, 1958.
        double normal = std::sqrt(-2 * std::log(first)) * std::cos(2 * M_PI * second);
        normal = std::clamp(normal, -SHADOW_SIGMAS, SHADOW_SIGMAS);
        return txPowerDbm - m_sigmaDb * normal;
    }

    int64_t DoAssignStreams(int64_t) override
    {
        return 0;
    }

    // Of (0, 1]; splitmix64 (Steele, Lea and Flood, 2014).
    static double Uniform(uint64_t& state)
    {
        uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        z ^= z >> 31;
        return ((z >> 11) + 1) * 0x1.0p-53;
    }

    double m_sigmaDb;
    uint64_t m_seed;
};

// Walls as lines on the map, as high as may be: each that the straight way crosses takes its share.
class Walls : public ns3::PropagationLossModel
{
  public:
    void Add(double x0, double y0, double x1, double y1, double loss_db)
    {
        m_walls.push_back({x0, y0, x1, y1, loss_db});
    }

  private:
    struct Wall
    {
        double x0, y0, x1, y1, lossDb;
    };

    double DoCalcRxPower(double txPowerDbm,
                         ns3::Ptr<ns3::MobilityModel> a,
                         ns3::Ptr<ns3::MobilityModel> b) const override
    {
        ns3::Vector from = a->GetPosition();
        ns3::Vector to = b->GetPosition();
        for (const Wall& wall : m_walls)
        {
            double ends = Side(from, to, wall.x0, wall.y0) * Side(from, to, wall.x1, wall.y1);
            ns3::Vector p(wall.x0, wall.y0, 0);
            ns3::Vector q(wall.x1, wall.y1, 0);
            if (ends < 0 && Side(p, q, from.x, from.y) * Side(p, q, to.x, to.y) < 0)
            {
                txPowerDbm -= wall.lossDb;
            }
        }
        return txPowerDbm;
    }

    int64_t DoAssignStreams(int64_t) override
    {
        return 0;
    }

    static double Side(const ns3::Vector& p, const ns3::Vector& q, double x, double y)
    {
        return (q.x - p.x) * (y - p.y) - (q.y - p.y) * (x - p.x);
    }

    std::vector<Wall> m_walls;
};

} // namespace samara
