import { MinusOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDivisions, type DivisionItem } from '../../api/queries.ts';
import { DivisionSelect } from '../../facilities/DivisionInputs.tsx';
import { useChildDivisions } from '../../facilities/queries.ts';

interface Side {
  divisionId?: string | null;
  name?: string;
  countyId?: string | null;
  townshipId?: string | null;
  villageId?: string | null;
}

/** The two sides of a line, or the two or three of a marker with their divisions down to the village. */
export function SideInputs({ detailed }: { detailed: boolean }) {
  const { t } = useTranslation('boundary');
  const form = Form.useFormInstance();
  const sides = Form.useWatch<Side[] | undefined>('sides', { form, preserve: true }) ?? [{}, {}];
  return (
    <div className="boundary-wide">
      {sides.map((_, index) => (
        <SideInput key={index} index={index} detailed={detailed} />
      ))}
      {detailed &&
        (sides.length === 2 ? (
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() =>
              form.setFieldValue('sides', [...sides, { countyId: null, townshipId: null, villageId: null }])
            }
          >
            {t('side.addThird')}
          </Button>
        ) : (
          <Button size="small" icon={<MinusOutlined />} onClick={() => form.setFieldValue('sides', sides.slice(0, 2))}>
            {t('side.removeThird')}
          </Button>
        ))}
    </div>
  );
}

function SideInput({ index, detailed }: { index: number; detailed: boolean }) {
  const { t } = useTranslation('boundary');
  const form = Form.useFormInstance();
  const side = Form.useWatch<Side | undefined>(['sides', index], { form, preserve: true });
  const cities = useDivisions('city', null).data?.items;
  const counties = useDivisions('county', null).data?.items;
  const townships = useDivisions('township', null).data?.items;
  const all: DivisionItem[] = [...(cities ?? []), ...(counties ?? []), ...(townships ?? [])];
  const children = useChildDivisions('township', side?.countyId);
  const villages = useChildDivisions('village', side?.townshipId);
  const put = (patch: Side) => {
    const sides = form.getFieldValue('sides') as Side[];
    form.setFieldValue(
      'sides',
      sides.map((each, i) => (i === index ? { ...each, ...patch } : each)),
    );
  };
  return (
    <div className="boundary-inputs">
      <Form.Item
        name={['sides', index, 'divisionId']}
        label={t('side.division', { number: index + 1 })}
        extra={t('side.beyondHelp')}
        getValueFromEvent={(id: string | null) => {
          const county = counties?.find((each) => each.id === id);
          const name = all.find((each) => each.id === id)?.name;
          put({
            ...(side?.name || !name ? {} : { name }),
            ...(detailed ? { countyId: county?.id ?? null, townshipId: null, villageId: null } : {}),
          });
          return id;
        }}
      >
        <DivisionSelect items={all} loading={counties === undefined} placeholder={t('side.beyond')} />
      </Form.Item>
      <Form.Item
        name={['sides', index, 'name']}
        label={t('side.name')}
        rules={[{ required: true, whitespace: true, message: t('side.nameRequired') }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      {detailed && side?.divisionId && (
        <>
          <Form.Item
            name={['sides', index, 'countyId']}
            label={t('side.county')}
            getValueFromEvent={(id: string | null) => {
              put({ townshipId: null, villageId: null });
              return id;
            }}
          >
            <DivisionSelect items={counties} loading={counties === undefined} />
          </Form.Item>
          <Form.Item
            name={['sides', index, 'townshipId']}
            label={t('side.township')}
            getValueFromEvent={(id: string | null) => {
              put({ villageId: null });
              return id;
            }}
          >
            <DivisionSelect
              items={side.countyId ? children.data?.items : []}
              loading={children.isFetching}
              disabled={!side.countyId}
            />
          </Form.Item>
          <Form.Item name={['sides', index, 'villageId']} label={t('side.village')}>
            <DivisionSelect
              items={side.townshipId ? villages.data?.items : []}
              loading={villages.isFetching}
              disabled={!side.townshipId}
            />
          </Form.Item>
        </>
      )}
    </div>
  );
}
