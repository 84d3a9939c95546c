// NetAnim's animation of a run, by ns-3's own interface.

#include "ns3/animation-interface.h"

#include <string>

namespace samara
{

ns3::AnimationInterface* animation = nullptr;

// To be called when all radios are there.
void
Animate(std::string path)
{
    animation = new ns3::AnimationInterface(path);
    animation->SetMaxPktsPerTraceFile(~uint64_t(0));
}

void
Describe(int number, std::string name)
{
    animation->UpdateNodeDescription(radios[number].node, name);
}

// To be called before `End`.
void
EndAnimation()
{
    delete animation;
    animation = nullptr;
}

} // namespace samara
